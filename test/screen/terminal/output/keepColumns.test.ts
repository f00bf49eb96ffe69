import {describe, expect, test} from 'vitest';
import {keepColumns} from '../../../../source/screen/terminal/output/keepColumns.js';
import {createPicture} from '../../../../source/screen/terminal/output/picture.js';
import {fitWidth} from '../../../../source/text/width.js';
import {Screen} from '../../../support/screen/screenText.js';

test('a move follows what terminals disagree about, and nothing else', () => {
  expect(keepColumns('web ▁▂ …')).toBe('web ▁▂ …');
  expect(keepColumns('a界面b')).toBe('a界面\u001b[6Gb');
  expect(keepColumns('\u001b[1me\u0301\u001b[22m 👍🏽.')).toBe(
    '\u001b[1me\u0301\u001b[2G\u001b[22m 👍🏽\u001b[5G.',
  );
});

describe('names keep their column', () => {
  const names = [
    'web',
    '界面',
    '한글서버',
    'ﾊﾝｶｸ',
    '🚀prod',
    '🇩🇪-mail',
    '👍🏽',
    'e\u0301te\u0301',
    '日本語コンテナ名称',
  ];

  test.each([
    [80, 24],
    [200, 60],
  ])(
    'at %i×%i, changed or not, also where the terminal takes other widths',
    async (columns, rows) => {
      const screen = new Screen(columns, rows);
      const picture = createPicture();
      const line = (name: string, figure: string) =>
        `▸\u001b[36m${fitWidth(name, 14)}\u001b[39m  ${figure} MiB`.padEnd(columns);
      for (const figure of ['12.5', '13.7']) {
        await screen.write(
          picture.change(
            names.map((name) => line(name, figure)),
            columns,
          ),
        );
        for (const row of names.keys()) {
          const cells = [...`${figure} MiB`].map((_, index) => screen.cell(row, 17 + index).text);
          expect(cells.join('') || names[row]).toBe(`${figure} MiB`);
        }
      }
      screen.dispose();
    },
  );
});
