import {replaceExactly} from '../patch.mjs';
import {narrowInColours} from './narrow.mjs';

/**
 * Ink makes an object of each cell of the screen, and from these the text of each row again: 12 of
 * the 16 MB that a frame allocates. Nearly all our rows consist of one text: keep that as it is. It
 * becomes cells as before where another text overlaps it, or where a character may not be one cell
 * wide. A style that such a text leaves open ends with it.
 *
 * Twice a frame Ink also parses each text, to remove all escape sequences but colours: these texts
 * have no others.
 *
 * CPU of the first frame: 265 → 209 ms; of the live screen at 5 samples a second: 78 → 42 ms/s.
 *
 * @type {import('../patch.mjs').Patch}
 */
export const inkWholeRows = {
  name: 'ink-whole-rows',
  file: /[\\/]ink[\\/]build[\\/](?:output|sanitize-ansi)\.js$/,
  apply(code, path) {
    if (path.endsWith('sanitize-ansi.js')) {
      const sanitize = 'const sanitizeAnsi = (text) => {';
      const skip = `const simple = /${narrowInColours}/;\n${sanitize}\n    if (simple.test(text)) return text;`;
      return replaceExactly(code, sanitize, skip);
    }
    const write = 'this.applyWriteOperation(output, operation, clips.at(-1));';
    const map = '.map(line => {\n            // See';
    const replacements = [
      ['for (let y = 0; y < this.height; y++) {', 'const cells = () => {'],
      [
        'output.push(row);\n        }',
        'return row;\n        };\n        output.length = this.height;',
      ],
      [
        write,
        `if (!takeWhole(this, output, operation, clips.at(-1))) {
                    openRows(this, output, operation, cells);
                    ${write}
                }`,
      ],
      [map, map.replace('{', '{\n            if (typeof line === "string") return line;')],
    ];
    return `${replacements.reduce((text, [from = '', to = '']) => replaceExactly(text, from, to), code)}
const simple = /${narrowInColours}/;
function takeWhole({ caches }, output, { x, y, text, transformers }, clip) {
  if (x !== 0 || !isRow(output, y) || output[y] !== undefined || !simple.test(text)) return false;
  if (clip) {
    const { x1, x2, y1, y2 } = clip;
    if (isClipEmpty(clip)) return false;
    if (y1 !== undefined && y2 !== undefined && (y < y1 || y >= y2)) return true;
    if (x1 !== undefined && x2 !== undefined) {
      if (x1 > 0 || caches.getStringWidth(text) > x2) return false;
    }
  }
  if (transformers.some((transformer) => transformer(text, 0) !== text)) return false;
  output[y] = text.includes('\\x1B') ? text + '\\x1B[0m' : text.trimEnd();
  return true;
}
function openRows(whole, output, { y, text }, cells) {
  const end = y + text.split('\\n').length;
  for (let row = y; row < end; row++) {
    const line = output[row];
    if (!isRow(output, row) || typeof line === 'object') continue;
    output[row] = cells();
    if (line) whole.applyWriteOperation(output, { x: 0, y: row, text: line, transformers: [] });
  }
}
const isRow = (output, y) => Number.isInteger(y) && y >= 0 && y < output.length;
`;
  },
};
