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
