import {describe, expect, test} from 'vitest';
import {advance} from '../../source/model/advance.js';
import {createTextWriter} from '../../source/output/text.js';
import {spellAscii} from '../../source/text/spelling.js';
import {widthOf} from '../../source/text/width.js';
import {processOf, sampleOf} from '../fixtures/sample.js';
import {hostileModel, steering} from '../support/hosts/hostileNames.js';

const asIs = (line: string) => line;
const model = advance(undefined, sampleOf());
const isHeading = (line: string) => line.startsWith('TIME');

describe('text', () => {
  test('has the headings once where it goes to no terminal', () => {
    const write = createTextWriter(undefined, {}, asIs);
    const lines = Array.from({length: 500}, () => write(model))
      .join('')
      .split('\n');
    expect(lines.filter(isHeading)).toHaveLength(1);
    expect(lines).toHaveLength(502);
  });

  test('has the headings once a screenful, of the size that the terminal has now', () => {
    const page = {columns: 120, rows: 10};
    const write = createTextWriter(undefined, page, asIs);
    const print = (count: number) =>
      Array.from({length: count}, () => write(model))
        .join('')
        .trimEnd()
        .split('\n')
        .map(isHeading);
    const screenful = [true, ...Array.from({length: 8}, () => false)];
    expect(print(16)).toEqual([...screenful, ...screenful]);
    page.rows = 1;
    expect(print(2)).toEqual([true, false, true, false]);
  });

  test.each([120, 80, 60, 40, 20])(
    'leaves out columns rather than break lines at %d',
    (columns) => {
      const text = createTextWriter(undefined, {columns, rows: 24}, asIs)(model);
      const lines = text.trimEnd().split('\n');
      expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns);
      expect(lines[1]).toMatch(/ idle$/);
    },
  );

  test('has new headings when the width lets in other columns', () => {
    const page = {columns: 120, rows: 50};
    const write = createTextWriter(undefined, page, asIs);
    write(model);
    expect(write(model).split('\n').filter(isHeading)).toHaveLength(0);
    page.columns = 60;
    expect(write(model).split('\n').filter(isHeading)).toHaveLength(1);
  });

  test('knows the state of a container in which a process has only just started', () => {
    const young = processOf({preload: {}});
    const write = createTextWriter(() => true, {}, asIs);
    const stateOf = (readable: boolean) =>
      write(advance(undefined, sampleOf({processes: [{...young, readable}]})))
        .split('\n')
        .find((line) => / host /.test(line))
        ?.split(/ +/)[4];
    expect(stateOf(true)).toBe('none');
    expect(write(advance(undefined, sampleOf({processes: [{...young, readable: false}]})))).toMatch(
      / host .* – /,
    );
  });

  test('keeps the columns in line, whatever containers are called', () => {
    const lines = createTextWriter(
      () => true,
      {},
      asIs,
    )(hostileModel())
      .trimEnd()
      .split('\n');
    expect(lines.join('')).not.toMatch(steering);
    const [headings = '', ...rows] = lines;
    const end = headings.indexOf('VERDICT');
    const starts = rows.map((row) => widthOf(row.replace(/\S+$/, '')));
    expect(new Set(starts)).toEqual(new Set([end]));
  });

  test('is spelt in ASCII where the terminal knows no more', () => {
    const text = createTextWriter(() => true, {}, spellAscii)(hostileModel(['界面', 'é–…']));
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
    expect(text).toContain('????  ');
  });

  test('shows what is not known as such', () => {
    const line = createTextWriter(undefined, {}, asIs)(advance(undefined, sampleOf({ksm: false})));
    expect(line.split('\n')[1]).toMatch(/^\d\d:\d\d:\d\d( +–){10} {2}off$/);
  });
});
