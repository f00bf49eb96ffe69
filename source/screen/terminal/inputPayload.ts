/** What follows a sequence without being one. Takes a byte; says whether it belongs to it. */
export type Payload = {
  take: (byte: number) => 'more' | 'last' | 'beyond';
};

/** Reports of the mouse without parameters, by how many numbers follow: X10's, two of highlighting. */
const mouseNumbers: Readonly<Record<string, number>> = {CSIM: 3, CSIt: 2, CSIT: 6};

/**
 * The numbers of a mouse report behind this sequence: a byte each (X10), or a character in UTF-8
 * each (mode 1005). Nothing says which: a first byte of a character takes its second with it.
 */
export function mousePayloadOf(sequence: string): Payload | undefined {
  let left = mouseNumbers[sequence] ?? 0;
  if (left === 0) return undefined;
  let begun = false;
  return {
    take(byte) {
      if (begun && byte >= 0x80 && byte < 0xc0) begun = false;
      else if (left === 0) return 'beyond';
      else {
        left--;
        begun = byte >= 0xc2 && byte < 0xe0;
      }
      return left > 0 || begun ? 'more' : 'last';
    },
  };
}

/** A prompt is one line: of a longer paste the rest is dropped. */
const longestPaste = 4096;
const pasteEnd = '\u001b[201~';
/** The terminal may answer in the midst of a paste. */
const answer = '\u001b[0n';

/** What was pasted, up to the mark behind it. */
export function createPastePayload(): Payload & {
  content: () => {text: string; answers: number};
} {
  const kept: number[] = [];
  let length = 0;
  let tail = '';
  let answers = 0;
  return {
    take(byte) {
      length++;
      if (length <= longestPaste) kept.push(byte);
      tail = (tail + String.fromCharCode(byte)).slice(-pasteEnd.length);
      if (tail.endsWith(answer)) answers++;
      return tail === pasteEnd ? 'last' : 'more';
    },
    content() {
      const text = Buffer.from(kept.slice(0, length - pasteEnd.length)).toString('utf8');
      return {text: text.replaceAll(answer, ''), answers};
    },
  };
}
