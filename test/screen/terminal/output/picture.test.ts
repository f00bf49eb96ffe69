import {describe, expect, test} from 'vitest';
import {createPicture} from '../../../../source/screen/terminal/output/picture.js';
import {asSeen, type Cell, Screen} from '../../../support/screen/screenText.js';

const columns = 24;
const rows = 6;

describe('picture', () => {
  test('erases the screen for the first lines, and writes only what is on them', () => {
    const picture = createPicture();
    expect(picture.change(['', ' ab', ''], 10)).toBe('\u001b[H\u001b[2J\u001b[2;2Hab');
    expect(picture.change(['', ' ab', ''], 10)).toBe('');
  });

  test('writes what changed, and passes over what did not', () => {
    const picture = createPicture();
    picture.change(['saved    1 MiB     of 5 GiB'], 40);
    expect(picture.change(['saved    2 MiB     of 6 GiB'], 40)).toBe('\u001b[1;10H2\u001b[12C6');
  });

  test('steps from line to line where a column changes', () => {
    const picture = createPicture();
    picture.change(['ab 1', 'ab 1', 'ab 1', 'ab'], 40);
    expect(picture.change(['ab 2', 'ab 22', 'ab 2', 'cb'], 40)).toBe(
      '\u001b[1;4H2\u001b[B\b22\u001b[B\b\b2\r\nc',
    );
  });

  test('shifts what moves to the left, and leaves the rest', () => {
    const picture = createPicture();
    picture.change(['pages 12 ▁▂▃▄▅▆▇█▁▂▃▄▅▆▇ 5/s'], 40);
    expect(picture.change(['pages 13 ▂▃▄▅▆▇█▁▂▃▄▅▆▇▂ 6/s'], 40)).toBe(
      '\u001b[1;10H\u001b[P\u001b[14C\u001b[@\u001b[1;8H3\u001b[15C▂ 6',
    );
  });

  test('writes a short gap again instead of passing over it', () => {
    const picture = createPicture();
    picture.change(['1.234'], 40);
    expect(picture.change(['2.334'], 40)).toBe('\u001b[1H2.3');
  });

  test('erases what a shorter line leaves, in no color', () => {
    const picture = createPicture();
    picture.change(['\u001b[30;46ma long line\u001b[39;49m'], 40);
    expect(picture.change(['a'], 40)).toBe('\u001b[1Ha\u001b[K');
  });

  test('joins the codes of a style, and lets blanks have any', () => {
    const picture = createPicture();
    picture.change([''], 40);
    expect(
      picture.change(['\u001b[1m\u001b[33mtwo\u001b[39m\u001b[22m \u001b[33;1mwords'], 40),
    ).toBe('\u001b[1H\u001b[1;33mtwo words\u001b[m');
  });

  test('rewrites everything when the content is unknown, or the size has changed', () => {
    const picture = createPicture();
    picture.change(['abc', 'def'], 10);
    const all = '\u001b[H\u001b[2J\u001b[1Habc\r\ndef';
    picture.forget();
    expect(picture.change(['abc', 'def'], 10)).toBe(all);
    expect(picture.change(['abc', 'def'], 11)).toBe(all);
    expect(picture.change(['abc'], 11)).toBe('\u001b[H\u001b[2J\u001b[1Habc');
  });

  test('writes a line whole that holds characters of uncertain width', () => {
    const picture = createPicture();
    picture.change(['plain'], 10);
    expect(picture.change(['日本 x'], 10)).toBe('\u001b[1H\u001b[K日本\u001b[5G x');
    expect(picture.change(['日本 y'], 10)).toBe('\u001b[1H\u001b[K日本\u001b[5G y');
    expect(picture.change(['日本 y'], 10)).toBe('');
    expect(picture.change(['plain'], 10)).toBe('\u001b[1H\u001b[Kplain');
  });

  test('a terminal shows any frame after any other as it would by itself', async () => {
    const random = seeded(20261126);
    const picture = createPicture();
    const screen = new Screen(columns, rows);
    let former: string[] = [];
    for (let turn = 0; turn < 400; turn++) {
      const lines = Array.from({length: rows}, (_, row) => nextLine(random, former[row]));
      former = lines;
      await screen.write(picture.change(lines, columns));
      const alone = new Screen(columns, rows);
      await alone.write(lines.map((line, row) => `\u001b[${row + 1}H${line}\u001b[m`).join(''));
      expect(seenCells(screen), JSON.stringify(lines)).toEqual(seenCells(alone));
      alone.dispose();
    }
    screen.dispose();
  });
});

function seenCells(screen: Screen): Cell[] {
  return Array.from({length: rows * columns}, (_, index) =>
    asSeen(screen.cell(Math.floor(index / columns), index % columns)),
  );
}

/** The same, one that has moved by a column, or another one. */
function nextLine(random: (below: number) => number, former?: string): string {
  const kind = random(4);
  if (former === undefined || kind === 0) return randomLine(random);
  return kind === 1 ? former.replace(/[▁-█ ](?=[▁-█ \d]{3})/, '') : former;
}

const openings = [1, 2, 4, 7, 31, 36, 46, '30;46', '38;5;200', 0, 22, 24, 27, 39, 49];
const words = ['▁▂▅▇▁▃█▂▄▆▁', 'pages', ' ', '   ', '▁▂▃', '12', '8', '│', '·', '日', 'é', ''];

function randomLine(random: (below: number) => number): string {
  let line = '';
  let width = 0;
  while (random(9) > 0) {
    const word = words[random(words.length)] ?? '';
    if (random(2) === 0) line += `\u001b[${openings[random(openings.length)]}m`;
    width += word === '日' ? 2 : word.length;
    if (width > columns) break;
    line += word;
  }
  return `${line}\u001b[0m`;
}

/** A linear congruential generator: the same lines on every machine. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
