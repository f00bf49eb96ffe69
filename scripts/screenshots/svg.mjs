/** @import {Cell} from '../../test/support/screen/screenText.js' */

/**
 * The terminal's colors as a picture has them.
 *
 * @typedef {object} Palette
 * @property {string} background
 * @property {string} border
 * @property {string} foreground
 * @property {string} dim
 * @property {readonly string[]} colors the first eight
 */

/** @type {Readonly<Record<'dark' | 'light', Palette>>} */
export const palettes = {
  dark: {
    background: '#0d1117',
    border: '#30363d',
    foreground: '#e6edf3',
    dim: '#8b949e',
    colors: [
      ...['#0d1117', '#ff7b72', '#56d364', '#e3b341'],
      ...['#79c0ff', '#d2a8ff', '#56d4dd', '#e6edf3'],
    ],
  },
  light: {
    background: '#ffffff',
    border: '#d0d7de',
    foreground: '#1f2328',
    dim: '#6e7781',
    colors: [
      ...['#ffffff', '#cf222e', '#116329', '#9a6700'],
      ...['#0969da', '#8250df', '#1b7c83', '#1f2328'],
    ],
  },
};

/** Of a monospace font of this size a cell is 0.6 wide. */
const fontSize = 15;
const cellWidth = 9;
const rowHeight = 19;
const baseline = 14;
const margin = 14;
const fonts =
  "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";

/**
 * A screen as SVG: text that can be selected, at the width of its cells in whatever font there is.
 *
 * @param {readonly (readonly Cell[])[]} rows
 * @param {Palette} palette
 * @param {string} title
 */
export function svgOf(rows, palette, title) {
  const columns = Math.max(...rows.map((cells) => cells.length));
  const width = columns * cellWidth + 2 * margin;
  const height = rows.length * rowHeight + 2 * margin;
  const lines = rows.flatMap((cells, row) =>
    runsOf(cells).map((run) => drawRun(run, row, palette)),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<style>text{font:${fontSize}px ${fonts};white-space:pre;fill:${palette.foreground}}.d{fill:${palette.dim}}.b{font-weight:bold}</style>`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${palette.background}" stroke="${palette.border}"/>`,
    `<g transform="translate(${margin} ${margin})">`,
    ...lines,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** @typedef {{column: number, length: number, text: string, cell: Cell}} Run */

/**
 * The texts of a row that are drawn alike; blanks that show nothing are in none.
 *
 * @param {readonly Cell[]} cells
 * @returns {Run[]}
 */
function runsOf(cells) {
  /** @type {Run[]} */
  const runs = [];
  cells.forEach((cell, column) => {
    const last = runs.at(-1);
    const text = cell.text === '' ? ' ' : cell.text;
    if (last && looksAlike(last.cell, cell)) {
      last.text += text;
      last.length = column + 1 - last.column;
    } else {
      runs.push({column, length: 1, text, cell});
    }
  });
  return runs.flatMap(trimmed);
}

/**
 * @param {Cell} one
 * @param {Cell} other
 */
function looksAlike(one, other) {
  const keys = /** @type {const} */ (['bold', 'dim', 'inverse', 'foreground', 'background']);
  return keys.every((key) => one[key] === other[key]);
}

/**
 * @param {Run} run
 * @returns {Run[]}
 */
function trimmed(run) {
  if (hasBackground(run.cell)) return [run];
  const text = run.text.trim();
  if (text === '') return [];
  const blanks = run.text.length - run.text.trimStart().length;
  return [
    {
      ...run,
      text,
      column: run.column + blanks,
      length: run.length - (run.text.length - text.length),
    },
  ];
}

/** @param {Cell} cell */
const hasBackground = ({background, inverse}) => inverse || background >= 0;

/**
 * @param {Run} run
 * @param {number} row
 * @param {Palette} palette
 */
function drawRun({column, length, text, cell}, row, palette) {
  const x = column * cellWidth;
  const width = length * cellWidth;
  const {foreground, background} = colorsOf(cell, palette);
  const classes = [cell.dim && 'd', cell.bold && 'b'].filter(Boolean).join(' ');
  const attributes = [
    `x="${x}" y="${row * rowHeight + baseline}"`,
    `textLength="${width}" lengthAdjust="spacingAndGlyphs"`,
    ...(classes === '' ? [] : [`class="${classes}"`]),
    // A style goes before a class.
    ...(foreground === undefined ? [] : [`style="fill:${foreground}"`]),
  ];
  const place = `x="${x}" y="${row * rowHeight}" width="${width}" height="${rowHeight}"`;
  const behind = background === undefined ? '' : `<rect ${place} fill="${background}"/>`;
  return `${behind}<text ${attributes.join(' ')}>${escaped(text)}</text>`;
}

/**
 * Undefined: the color of any text, and no background.
 *
 * @param {Cell} cell
 * @param {Palette} palette
 */
function colorsOf({foreground, background, inverse}, palette) {
  const front = palette.colors[foreground];
  const back = palette.colors[background];
  if (!inverse) return {foreground: front, background: back};
  return {foreground: back ?? palette.background, background: front ?? palette.foreground};
}

/** @param {string} text */
const escaped = (text) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
