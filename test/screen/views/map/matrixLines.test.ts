import {expect, test} from 'vitest';
import {mapRows} from '../../../../source/model/map/mapReport.js';
import {createTheme} from '../../../../source/screen/draw/theme.js';
import {type Cursor, matrixLayout} from '../../../../source/screen/views/map/matrixLayout.js';
import {matrixLines} from '../../../../source/screen/views/map/matrixLines.js';
import {mapReportOf} from '../../../fixtures/map.js';

const theme = createTheme('none', true);
const [first] = mapRows(mapReportOf());
const rows = Array.from({length: 40}, (_, index) => ({
  ...(first as NonNullable<typeof first>),
  index,
  withinBytes: (index + 1) * 1024,
}));

test('a matrix is folded to the screen, and follows the cursor', () => {
  const width = 80;
  const linesAt = (cursor: Cursor) =>
    matrixLines(theme, rows, cursor, {
      layout: matrixLayout(rows, cursor, {width, height: 11}),
      width,
    });
  const top = linesAt({row: 0, column: 0});
  expect(top.length).toBe(11);
  expect(top[0]).toMatch(/CONTAINER +MERGED +TENANTS +1 +2 +3 +4 *$/);
  expect(top[1]).toMatch(/^ +1 db +24\.0 KiB +8\.00 KiB +1\.00 KiB/);
  expect(top.at(-1)).toMatch(/^ +10 db/);
  const bottom = linesAt({row: 39, column: 39});
  expect(bottom[0]).toMatch(/TENANTS +37 +38 +39 +40 *$/);
  expect(bottom[1]).toMatch(/^ +31 db/);
  expect(bottom.at(-1)).toMatch(/^ +40 db .* 40\.0 KiB *$/);
});

test.each([
  [80, 24],
  [200, 40],
])('at %d columns a name has %d, where every container has a column', (width, columns) => {
  const name = 'x'.repeat(40);
  const long = rows.slice(0, 6).map((row) => ({...row, group: {...row.group, name}}));
  const cursor = {row: 0, column: 0};
  const layout = matrixLayout(long, cursor, {width, height: 11});
  expect(layout.nameWidth).toBe(columns);
  const [heading] = matrixLines(theme, long, cursor, {layout, width});
  expect(heading).toHaveLength(width);
  if (width === 200) expect(heading).toMatch(/ 1 +2 +3 +4 +5 +6 *$/);
});
