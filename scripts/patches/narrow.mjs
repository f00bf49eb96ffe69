/**
 * The inside of a regular expression's character class: characters that are one cell wide and one
 * grapheme each, whatever of the same class is next to them. Latin 1, punctuation, arrows,
 * mathematical signs, boxes, blocks, shapes and Braille: what this program draws.
 */
export const narrow =
  '\\x20-\\x7E\\xA0-\\xAC\\xAE-\\xFF\\u2010-\\u2027\\u2030-\\u203B\\u2190-\\u21FF' +
  '\\u2212\\u2248-\\u2265\\u2500-\\u25FC\\u2800-\\u28FF';

/** The source of a regular expression for texts of such characters and of colours, and no others. */
export const narrowInColours = `^(?:[${narrow}]|\\x1B\\[[\\d;]*m)*$`;
