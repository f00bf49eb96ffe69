import {expect, test} from 'vitest';
import {panelTitle} from '../../../source/screen/draw/panelTitle.js';
import {createTheme} from '../../../source/screen/draw/theme.js';

const theme = createTheme('none', true);
const panel = {
  name: 'advice',
  about: ['dim', '2 warnings, 11 notes'],
  position: '1-22 of 140',
} as const;

test('a title leaves out whole pieces, the place first', () => {
  const titles = [100, 50, 40, 20].map((width) => panelTitle(theme, panel, width));
  expect(titles.map((title) => title.length)).toEqual([100, 50, 40, 20]);
  expect(titles.map((title) => title.trim())).toEqual([
    'ksmtop advice   2 warnings, 11 notes   1-22 of 140',
    'ksmtop advice   2 warnings, 11 notes',
    'ksmtop advice   2 warnings, 11 notes',
    'ksmtop advice',
  ]);
});

test('a long subject is cut, and a host is named before it', () => {
  const long = {
    name: 'process',
    position: '1-22 of 140',
    about: ['bold', 'x'.repeat(200)],
  } as const;
  for (const width of [80, 200]) {
    const title = panelTitle(theme, {...long, host: 'hn2'}, width);
    expect(title).toHaveLength(width);
    expect(title).toMatch(/^ ksmtop process {3}hn2 {3}x+… {3}1-22 of 140$/);
  }
});
