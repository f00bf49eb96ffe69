import {describe, expect, test} from 'vitest';
import {
  type Item,
  paintEdges,
  paintItems,
  paintLine,
  type Span,
} from '../../../source/screen/draw/line.js';
import {createTheme} from '../../../source/screen/draw/theme.js';
import {widthOf} from '../../../source/text/width.js';
import {random} from '../../fixtures/random.js';

const plain = createTheme('none', true);
const ascii = createTheme('none', false);

const item = (priority: number, text: string, tie?: string): Item => ({
  priority,
  spans: [text],
  ...(tie !== undefined && {tie}),
});

describe('a line', () => {
  test('has exactly the given width', () => {
    expect(paintLine(plain, ['ksmd ', ['bold', 'on']], 10)).toBe('ksmd on   ');
    expect(paintLine(plain, ['ksmd ', ['bold', 'running']], 8)).toBe('ksmd ru…');
    expect(paintLine(plain, ['ksmd  '], 4)).toBe('ksmd');
    expect(paintLine(plain, [], 3)).toBe('   ');
    expect(paintLine(plain, ['x'], 0)).toBe('');
  });

  test('does not cut through a wide character', () => {
    expect(paintLine(plain, ['a界面'], 4)).toBe('a界…');
    expect(paintLine(plain, ['a界面界'], 5)).toBe('a界… ');
  });

  test('colors what is shown, and not the blanks after it', () => {
    const theme = createTheme('color', true);
    expect(paintLine(theme, [['good', 'running']], 9)).toBe('\u001B[32mrunning\u001B[39m  ');
    expect(paintLine(theme, [['good', 'running']], 3)).toBe('\u001B[32mru…\u001B[39m');
  });

  test('is spelled before it is measured', () => {
    expect(paintLine(ascii, ['1 → 2', '!'], 7)).toBe('1 -> 2!');
    expect(paintLine(ascii, ['界…'], 4)).toBe('??~ ');
  });

  test('fits whatever it is made of', () => {
    const pick = random(5);
    const pieces = ['ab', '界', '…', '🚀', 'e\u0301', '', ' ', '▂▃'];
    for (let round = 0; round < 500; round++) {
      const spans = Array.from({length: pick(6)}, (): Span => {
        const text = (pieces[pick(pieces.length)] ?? '').repeat(pick(5));
        return pick(2) === 0 ? text : ['dim', text];
      });
      const width = pick(30);
      expect(widthOf(paintLine(plain, spans, width))).toBe(width);
      expect(paintLine(ascii, spans, width)).toHaveLength(width);
    }
  });
});

describe('items', () => {
  test('are separated by the gap', () => {
    expect(paintItems(plain, [item(1, 'a'), item(2, 'b')], 8)).toBe('a   b   ');
    expect(paintItems(plain, [item(1, 'a'), item(2, 'b')], 5, 1)).toBe('a b  ');
  });

  test('are dropped one by one, the least important first, each as a whole', () => {
    const items = [item(3, 'aaa'), item(1, 'bb'), item(2, 'cccc')];
    expect(paintItems(plain, items, 13, 2)).toBe('aaa  bb  cccc');
    expect(paintItems(plain, items, 12, 2)).toBe('aaa  cccc   ');
    expect(paintItems(plain, items, 8, 2)).toBe('aaa     ');
    expect(paintItems(plain, items, 2, 2)).toBe('  ');
  });

  test('of equal priority are dropped from the right', () => {
    expect(paintItems(plain, [item(1, 'aaa'), item(1, 'bbb')], 6, 1)).toBe('aaa   ');
  });

  test('without content take no gap', () => {
    expect(paintItems(plain, [item(1, 'a'), {priority: 1, spans: []}, item(1, 'b')], 6)).toBe(
      'a   b ',
    );
  });

  test('that are tied have no gap before them', () => {
    const items = [item(3, '8 s'), item(1, '28 done', ', '), item(2, 'off')];
    expect(paintItems(plain, items, 18)).toBe('8 s, 28 done   off');
    expect(paintItems(plain, items, 17)).toBe('8 s   off        ');
  });
});

describe('a line with two edges', () => {
  const left = [item(9, 'ksmtop'), item(8, 'hn1'), item(2, 'Linux 6.18')];
  const right = [item(6, 'read-only'), item(5, '10:15:32')];

  test('has the right part at the right', () => {
    expect(paintEdges(plain, left, right, 50, 2)).toBe(
      'ksmtop  hn1  Linux 6.18        read-only  10:15:32',
    );
  });

  test('drops the least important of both sides', () => {
    expect(paintEdges(plain, left, right, 41, 2)).toBe('ksmtop  hn1           read-only  10:15:32');
    expect(paintEdges(plain, left, right, 25, 2)).toBe('ksmtop  hn1     read-only');
    expect(paintEdges(plain, left, right, 12, 2)).toBe('ksmtop  hn1 ');
    expect(paintEdges(plain, left, [], 12, 2)).toBe('ksmtop  hn1 ');
  });
});
