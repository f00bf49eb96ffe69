import {keyOfCharacter} from './characterKeys.js';
import type {ControlSequence, Token} from './inputToken.js';
import {isPressed, kittyKey, modifiersOf, type Numbers} from './kittyKeys.js';
import {broken} from './utf8Reader.js';

/** The keys that sent this token, named as in the key tables. */
export function keysOf(token: Token): readonly string[] {
  const key = keyOf(token);
  if (key !== undefined) return [key];
  // The Escape key before an answer; before a key, ESC is Alt.
  return token.kind === 'sequence' && token.escaped ? ['escape'] : [];
}

function keyOf(token: Token): string | undefined {
  if (token.kind === 'character') {
    return token.character === broken ? undefined : keyOfCharacter(token.character);
  }
  if (token.kind === 'escape') return 'escape';
  return token.kind === 'sequence' ? keyOfSequence(token) : undefined;
}

/** Cursor keys after CSI or SS3; rxvt uses lower case with Shift or Ctrl. */
const cursorKeys: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  H: 'home',
  F: 'end',
};

const functionLetters: Readonly<Record<string, string>> = {P: 'f1', Q: 'f2', R: 'f3', S: 'f4'};

/** The keypad in application mode, which an earlier program may have left on. */
const keypadLetters: Readonly<Record<string, string>> = {
  M: 'enter',
  j: '*',
  k: '+',
  l: ',',
  m: '-',
  n: '.',
  o: '/',
  ...Object.fromEntries([...'0123456789'].map((digit, index) => ['pqrstuvwxy'[index], digit])),
};

/** Keys that ignore modifiers, by the number before `~` (rxvt: `$ ^ @`). */
const editingKeys: Readonly<Record<string, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'pageup',
  6: 'pagedown',
  7: 'home',
  8: 'end',
};

const functionNumbers: Readonly<Record<string, string>> = {
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
  17: 'f6',
  18: 'f7',
  19: 'f8',
  20: 'f9',
  21: 'f10',
  23: 'f11',
  24: 'f12',
};

function keyOfSequence(sequence: ControlSequence): string | undefined {
  const {introducer, prefix, intermediates, parameters, final} = sequence;
  if (intermediates !== '') return undefined;
  if (prefix === '[') return consoleKey(parameters, final);
  if (prefix !== '' || !/^[\d:;]*$/.test(parameters)) return undefined;
  const numbers = parameters.split(';').map((part) => part.split(':'));
  if (introducer === 'SS3') return ss3Key(parameters, numbers, final);
  if (final === 'u') return kittyKey(numbers);
  return csiKey(numbers, final);
}

/** The Linux console; PuTTY sends its page keys like this, too. */
function consoleKey(parameters: string, final: string): string | undefined {
  if (final === '~') return /^[56]$/.test(parameters) ? editingKeys[parameters] : undefined;
  const number = 'ABCDE'.indexOf(final) + 1;
  return parameters === '' && number > 0 ? `f${number}` : undefined;
}

function ss3Key(parameters: string, numbers: Numbers, final: string): string | undefined {
  if (parameters === '') {
    return (
      cursorKeys[final] ??
      functionLetters[final] ??
      keypadLetters[final] ??
      (/^[a-d]$/.test(final) ? cursorKeys[final.toUpperCase()] : undefined)
    );
  }
  return isPressed(modifiersOf(numbers[1])) ? cursorKeys[final] : undefined;
}

function csiKey(numbers: Numbers, final: string): string | undefined {
  const [[number = ''] = [], held, other] = numbers;
  const modifiers = modifiersOf(held);
  if (!isPressed(modifiers)) return undefined;
  if (final === '~') {
    // xterm's modifyOtherKeys: 27, the modifiers, the character with Shift applied.
    if (number === '27' && other?.[0]) return kittyKey([[other[0], other[0]], held ?? []]);
    return numbers.length > 2 ? undefined : (editingKeys[number] ?? plain(functionNumbers[number]));
  }
  if (/^[$^@]$/.test(final)) return numbers.length === 1 ? editingKeys[number] : undefined;
  if (numbers.length > 2 || (number !== '' && number !== '1')) return undefined;
  if (final === 'Z') return 'tab';
  // A report of the cursor position at line 1 looks like F3.
  if (final === 'R') return undefined;
  if (number === '' && /^[a-d]$/.test(final)) return cursorKeys[final.toUpperCase()];
  return cursorKeys[final] ?? plain(functionLetters[final]);

  /** Function keys count only without modifiers. */
  function plain(key: string | undefined): string | undefined {
    return modifiers.bits === 0 ? key : undefined;
  }
}
