import {keyOfCharacter} from './characterKeys.js';

/** The parameters of a sequence, separated by `;`, each split at `:`. */
export type Numbers = ReadonlyArray<readonly string[]>;

const shift = 1;
const alt = 2;
const ctrl = 4;
/** Super, Hyper and Meta: shortcuts of the desktop. */
const desktop = 8 | 16 | 32;
const locks = 64 | 128;

export type Modifiers = {bits: number; event: string};

/** The number is one more than the bits. */
export function modifiersOf([held = '', event = ''] = [] as readonly string[]): Modifiers {
  const bits = held === '' ? 0 : Number(held) - 1;
  return {bits: bits & ~locks, event};
}

/** Not released (event `3`), and without modifiers of the desktop. */
export function isPressed({bits, event}: Modifiers): boolean {
  return bits >= 0 && !(bits & desktop) && (event === '' || event === '1' || event === '2');
}

/** Keys of kitty's protocol that are not characters, and the keypad's, which count like the others. */
const kittyKeys: Readonly<Record<number, string>> = {
  8: 'backspace',
  9: 'tab',
  13: 'enter',
  27: 'escape',
  127: 'backspace',
  57414: 'enter',
  57417: 'left',
  57418: 'right',
  57419: 'up',
  57420: 'down',
  57421: 'pageup',
  57422: 'pagedown',
  57423: 'home',
  57424: 'end',
  57425: 'insert',
  57426: 'delete',
  ...Object.fromEntries([...'0123456789./*-+'].map((key, index) => [57399 + index, key])),
};

/** `code:shifted:base ; modifiers:event ; text`. */
export function kittyKey([codes, held, text]: Numbers): string | undefined {
  const modifiers = modifiersOf(held);
  if (!isPressed(modifiers)) return undefined;
  const code = Number(codes?.[0]);
  const special = kittyKeys[code];
  if (special) return special;
  const {bits} = modifiers;
  const character = characterOf(code);
  if (character === undefined || bits & alt) return undefined;
  if (bits & ctrl) return `ctrl-${character}`;
  if (text?.[0]) return text.length === 1 ? printable(characterOf(Number(text[0]))) : undefined;
  if (!(bits & shift)) return printable(character);
  if (codes?.[1]) return printable(characterOf(Number(codes[1])));
  // For other keys, only the keyboard layout knows the shifted character.
  return /^\p{L}$/u.test(character) ? printable(character.toUpperCase()) : undefined;
}

function characterOf(code: number): string | undefined {
  // From 57344 (U+E000) on, codes are keys.
  const isText = code >= 32 && code !== 127 && !(code >= 0xd800 && code <= 0xf8ff);
  return isText && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}

function printable(character: string | undefined): string | undefined {
  return character && [...character].length === 1 ? keyOfCharacter(character) : undefined;
}
