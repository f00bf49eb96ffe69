import {answer, type Token} from './inputToken.js';

/** Bytes that follow a sequence and belong to it. */
export type Payload = {
  kind: 'mouse' | 'paste';
  /** Takes a byte; `beyond`: the byte does not belong to it. */
  take: (byte: number) => 'more' | 'last' | 'beyond';
  /** What the complete payload means. */
  tokens: () => readonly Token[];
};

/** The payload that follows the sequence of this name. */
export function payloadOf(sequence: string): Payload | undefined {
  if (sequence === 'CSI200~') return pastePayload();
  const numbers = mouseNumbers[sequence];
  return numbers === undefined ? undefined : mousePayload(numbers);
}

/** Mouse reports without parameters, by how many numbers follow: X10's, two of highlighting. */
const mouseNumbers: Readonly<Record<string, number>> = {CSIM: 3, CSIt: 2, CSIT: 6};

/**
 * Each number is a byte (X10) or a character in UTF-8 (mode 1005). Nothing distinguishes them, so the first
 * byte of a character takes its second with it.
 */
function mousePayload(numbers: number): Payload {
  let left = numbers;
  let begun = false;
  return {
    kind: 'mouse',
    take(byte) {
      if (begun && byte >= 0x80 && byte < 0xc0) begun = false;
      else if (left === 0) return 'beyond';
      else {
        left--;
        begun = byte >= 0xc2 && byte < 0xe0;
      }
      return left > 0 || begun ? 'more' : 'last';
    },
    tokens: () => [],
  };
}

/** A prompt is one line, so the rest of a longer paste is dropped. */
const longestPaste = 4096;
const pasteEnd = '\u001b[201~';
/** The terminal may answer in the midst of a paste. */
const answerBytes = '\u001b[0n';

function pastePayload(): Payload {
  const kept: number[] = [];
  let length = 0;
  let tail = '';
  let answers = 0;
  return {
    kind: 'paste',
    take(byte) {
      length++;
      if (length <= longestPaste) kept.push(byte);
      tail = (tail + String.fromCharCode(byte)).slice(-pasteEnd.length);
      if (tail.endsWith(answerBytes)) answers++;
      return tail === pasteEnd ? 'last' : 'more';
    },
    tokens() {
      const text = Buffer.from(kept.slice(0, length - pasteEnd.length)).toString('utf8');
      const paste: Token = {kind: 'paste', text: text.replaceAll(answerBytes, '')};
      return [paste, ...Array.from({length: answers}, () => answer)];
    },
  };
}
