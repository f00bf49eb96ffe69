import {describe, expect, test} from 'vitest';
import {bootDifference} from '../../../source/model/tuning/bootSettings.js';
import {bootLines, withBlock} from '../../../source/model/tuning/bootText.js';

const path = '/etc/file';
const warnings: readonly string[] = [];

describe.each(['tmpfiles', 'rcLocal'] as const)('a boot file of %s', (way) => {
  const textOf = (values: Parameters<typeof bootLines>[1]) =>
    way === 'tmpfiles' ? bootLines(way, values) : withBlock(undefined, bootLines(way, values));
  const before = textOf({pages_to_scan: '100', sleep_millisecs: '20', run: '1', smart_scan: '1'});

  test('that changes tells old and new values, and how many stay', () => {
    const after = textOf({
      pages_to_scan: '100',
      sleep_millisecs: '10',
      run: '1',
      advisor_mode: 'none',
    });
    const {changed, added, unchangedCount} = bootDifference({path, before, after, warnings});
    expect(changed).toEqual([
      {name: 'sleep_millisecs', from: '20', to: '10'},
      {name: 'smart_scan', from: '1'},
    ]);
    expect(added).toHaveLength(1);
    expect(added[0]).toMatch(/advisor_mode.*none|none.*advisor_mode/);
    expect(unchangedCount).toBe(2);
  });

  test('that is new is all of it', () => {
    const {changed, added, unchangedCount} = bootDifference({path, after: before, warnings});
    expect(changed).toEqual([]);
    expect(added).toEqual(before.split('\n').filter(Boolean));
    expect(unchangedCount).toBe(0);
  });
});
