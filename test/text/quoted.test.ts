import {expect, test} from 'vitest';
import {quoted} from '../../source/text/quoted.js';

test.each([
  ['web', '"web"'],
  ['say "hi"', '"say \\"hi\\""'],
  ['two\nlines\t\u001b[2J', '"two\\nlines\\t\\u001b[2J"'],
  // JSON leaves these as they are, and a terminal obeys them.
  ['\u009b2J', '"?2J"'],
  ['\u202egpj.exe', '"?gpj.exe"'],
  ['a\u2028b\u200bc', '"a?b?c"'],
  [12, '12'],
  [undefined, 'nothing'],
  [{name: '\u009b2J'}, '{"name":"?2J"}'],
])('%j is said as %j', (value, said) => {
  expect(quoted(value)).toBe(said);
});

test('is as long as a sentence bears, and never ends within a character', () => {
  const long = quoted('x'.repeat(1_000_000));
  expect(long.length).toBeLessThan(250);
  expect(long.endsWith('…"')).toBe(true);
  for (let length = 190; length < 210; length++) {
    expect(quoted(`${'x'.repeat(length)}😀😀😀😀`)).not.toMatch(/\p{C}/u);
  }
});
