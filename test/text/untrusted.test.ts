import {describe, expect, test} from 'vitest';
import {showUntrusted} from '../../source/text/untrusted.js';
import {widthOf} from '../../source/text/width.js';
import {random} from '../fixtures/random.js';

const range = (first: number, last: number) =>
  Array.from({length: last - first + 1}, (_, index) => first + index);

describe('each character that steers a terminal, or hides, becomes a question mark', () => {
  test.each([
    ['C0', range(0, 0x1f)],
    ['DEL and C1', range(0x7f, 0x9f)],
    ['line separators', [0x2028, 0x2029]],
    ['bidi marks', [0x61c, 0x200e, 0x200f]],
    ['bidi embeddings and overrides', range(0x202a, 0x202e)],
    ['bidi isolates', range(0x2066, 0x2069)],
    ['deprecated format characters', range(0x206a, 0x206f)],
    ['zero-width characters and joiners', [0xad, ...range(0x200b, 0x200d), 0x2060, 0xfeff]],
    ['invisible operators', range(0x2061, 0x2064)],
    ['fillers that look like nothing', [0x34f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x3164, 0xffa0]],
    ['variation selectors', [...range(0x180b, 0x180f), ...range(0xfe00, 0xfe0f)]],
    ['supplementary variation selectors', range(0xe0100, 0xe01ef)],
    ['annotation characters', range(0xfff9, 0xfffb)],
    ['tags', range(0xe0000, 0xe007f)],
    ['shorthand and musical controls', [...range(0x1bca0, 0x1bca3), ...range(0x1d173, 0x1d17a)]],
    ['lone surrogates', [0xd800, 0xdbff, 0xdc00, 0xdfff]],
    ['private use', [0xe000, 0xf8ff, 0xf0000, 0x10fffd]],
    ['characters that no standard knows', [0x378, 0xfffe, 0xffff, 0x10ffff]],
  ])('%s', (_, codes) => {
    for (const code of codes) {
      const character = String.fromCodePoint(code);
      expect(showUntrusted(`a${character}b`), code.toString(16)).toBe('a?b');
    }
  });
});

test.each([
  ['nginx: worker process (1)'],
  ['Grüße, žluťoučký kůň, ελληνικά, кириллица'],
  ['漢字 かな 한글 ไทย हिन्दी'],
  ['🚀 → ✓'],
  ['e\u0301'],
])('%j is a name as any other', (name) => {
  expect(showUntrusted(name)).toBe(name);
});

test.each([
  ['\u001B[31mred\u001B[0m', '?[31mred?[0m'],
  ['\u001B]0;title\u0007', '?]0;title?'],
  ['\u009B2J', '?2J'],
  ['two\nlines\ttab\r', 'two?lines?tab?'],
  ['\u202Egpj.exe', '?gpj.exe'],
  ['👩‍👧', '👩?👧'],
])('%j is shown as %j', (text, shown) => {
  expect(showUntrusted(text)).toBe(shown);
});

test('marks piled on one letter cannot paint over other lines', () => {
  expect(showUntrusted(`Z${'\u0363'.repeat(40)}`)).toBe('Z\u0363\u0363');
});

test('nothing in thousands of random texts steers a terminal', () => {
  const pick = random(7);
  const alphabets = [
    () => pick(0x80),
    () => pick(0x100),
    () => 0x2000 + pick(0x70),
    () => 0xd7f0 + pick(0x820),
    () => 0xfe00 + pick(0x200),
    () => 0xe0000 + pick(0x200),
    () => 0x300 + pick(0x70),
    () => pick(0x11_0000),
  ];
  for (let round = 0; round < 4000; round++) {
    const text = Array.from({length: pick(12)}, () =>
      String.fromCodePoint(alphabets[pick(alphabets.length)]?.() ?? 0),
    ).join('');
    const shown = showUntrusted(text);
    expect(shown, JSON.stringify(text)).not.toMatch(/[\0-\u001F\u007F-\u009F\p{C}\p{Zl}\p{Zp}]/u);
    expect(shown).not.toMatch(/\p{Default_Ignorable_Code_Point}|\p{M}{3}/u);
    expect(showUntrusted(shown)).toBe(shown);
    expect(widthOf(shown)).toBeGreaterThanOrEqual(shown === '' || /^\p{M}+$/u.test(shown) ? 0 : 1);
  }
});
