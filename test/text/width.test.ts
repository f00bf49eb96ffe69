import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import {showUntrusted} from '../../source/text/untrusted.js';
import {alignRight, cut, fitWidth, widthOf} from '../../source/text/width.js';
import {type Pick, random} from '../fixtures/random.js';

test.each([
  ['', 0],
  ['nginx', 5],
  ['Grüße', 5],
  ['▁▂▃▄▅▆▇█ ▰▱ ● ○ ▲ ▸ – …', 23],
  ['界面', 4],
  ['ｆｕｌｌ', 8],
  ['ﾊﾝｶｸ', 4],
  ['🚀', 2],
  ['🇩🇪', 2],
  ['👍🏽', 2],
  ['e\u0301', 1],
  ['한글', 4],
  ['한', 2],
])('%j takes %d columns', (text, columns) => {
  expect(widthOf(text)).toBe(columns);
});

test('what is counted by its length has that width by the standard, too', () => {
  const differing = Array.from({length: 0x1_0000}, (_, code) => code)
    .filter((code) => code < 0xd800 || code > 0xdfff)
    .map((code) => String.fromCharCode(code))
    // For all others, widthOf asks string-width itself.
    .filter((character) => widthOf(character) !== stringWidth(character));
  expect(differing).toEqual([]);
});

test.each([
  ['nginx', 3, 'ngi'],
  ['nginx', 9, 'nginx'],
  ['nginx', 0, ''],
  ['nginx', -1, ''],
  ['界面界', 3, '界'],
  ['界面界', 4, '界面'],
  ['e\u0301e\u0301', 1, 'e\u0301'],
  ['🇩🇪🇫🇷', 3, '🇩🇪'],
  ['ab👍🏽', 3, 'ab'],
])('%j cut to %d columns is %j', (text, width, shortened) => {
  expect(cut(text, width)).toBe(shortened);
});

test.each([
  ['nginx', 8, 'nginx   '],
  ['nginx', 5, 'nginx'],
  ['nginx', 4, 'ngi…'],
  ['nginx', 1, '…'],
  ['nginx', 0, ''],
  ['', 3, '   '],
  ['界面界', 5, '界面…'],
  ['界面界', 4, '界… '],
  ['界面界', 2, '… '],
])('%j in %d columns is %j', (text, width, fitted) => {
  expect(fitWidth(text, width)).toBe(fitted);
});

test('the ellipsis can be another one', () => {
  expect(fitWidth('nginx', 4, '~')).toBe('ngi~');
});

test('numbers are pushed to the right, and never cut', () => {
  expect(alignRight('12 %', 6)).toBe('  12 %');
  expect(alignRight('界', 3)).toBe(' 界');
  expect(alignRight('123456', 4)).toBe('123456');
});

describe('any text', () => {
  const pieces = [
    'a',
    'Z',
    ' ',
    'é',
    'e\u0301',
    '界',
    'ｆ',
    '🚀',
    '🇩🇪',
    '👍🏽',
    '한',
    '▂',
    '…',
    '?',
  ];

  function anyText(pick: Pick): string {
    return Array.from({length: pick(14)}, () =>
      pick(4) === 0
        ? showUntrusted(String.fromCodePoint(pick(0x11_0000)))
        : (pieces[pick(pieces.length)] ?? ''),
    ).join('');
  }

  test('fits exactly the width that is asked for', () => {
    const pick = random(80);
    for (let round = 0; round < 1000; round++) {
      const text = anyText(pick);
      const width = pick(20);
      const fitted = fitWidth(text, width);
      expect(stringWidth(fitted), JSON.stringify([text, width])).toBe(width);
    }
  });

  test('is cut to a prefix that is no wider', () => {
    const pick = random(24);
    for (let round = 0; round < 1000; round++) {
      const text = anyText(pick);
      const width = pick(20);
      const shortened = cut(text, width);
      expect(text.startsWith(shortened), JSON.stringify([text, width])).toBe(true);
      expect(stringWidth(shortened)).toBeLessThanOrEqual(width);
      if (stringWidth(text) <= width) expect(shortened).toBe(text);
    }
  });
});
