import {expect, test} from 'vitest';
import {isUnicodeLocale, spellAscii} from '../../source/text/spelling.js';

test.each([
  ['nginx: worker', 'nginx: worker'],
  ['–', '-'],
  ['Reading …', 'Reading ~'],
  ['rmap items × page size', 'rmap items x page size'],
  ['100 → 200', '100 -> 200'],
  ['↑ ↓', '^ v'],
  ['≥1.0 GiB ± 2 MiB', '>1.0 GiB +- 2 MiB'],
  ['Grüße', 'Gr??e'],
  ['界面', '????'],
  ['e\u0301', 'e'],
])('%j is spelled %j', (text, spelled) => {
  expect(spellAscii(text)).toBe(spelled);
});

test.each([
  [{LANG: 'C.UTF-8'}, true],
  [{LANG: 'de_DE.utf8'}, true],
  [{LANG: 'de_DE.UTF-8', LC_ALL: 'C'}, false],
  [{LANG: 'C', LC_CTYPE: 'C.UTF-8'}, true],
  [{LANG: 'C.UTF-8', LC_ALL: ''}, true],
  [{LANG: 'POSIX'}, false],
  [{}, false],
])('with %j the terminal knows Unicode: %j', (environment, known) => {
  expect(isUnicodeLocale(environment)).toBe(known);
});
