export const etx = 0x03;
export const bel = 0x07;
export const can = 0x18;
export const sub = 0x1a;
export const esc = 0x1b;
export const bracket = 0x5b;
export const backslash = 0x5c;

/** What starts a sequence, by the byte after ESC; the 8-bit form is 0x40 higher. */
export const introducers = new Map<number, 'CSI' | 'SS3' | 'OSC' | 'string'>([
  [bracket, 'CSI'],
  [0x4f, 'SS3'],
  [0x5d, 'OSC'],
  [0x50, 'string'],
  [0x58, 'string'],
  [0x5e, 'string'],
  [0x5f, 'string'],
]);

/** One more byte belongs to these: SS2, and the keypad of a VT52. */
export const takesAnother: ReadonlySet<number> = new Set([0x4e, 0x3f]);

export const isIntermediate = (byte: number) => byte >= 0x20 && byte < 0x30;
