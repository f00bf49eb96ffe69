import {describe, expect, test} from 'vitest';
import {parseAuxv} from '../../../source/kernel/process/auxv.js';
import {auxvBytes} from '../../fixtures/processes/auxv.js';

const layouts = [
  {wordBytes: 8, littleEndian: true},
  {wordBytes: 4, littleEndian: true},
  {wordBytes: 8, littleEndian: false},
  {wordBytes: 4, littleEndian: false},
] as const;

describe.each(layouts)('parseAuxv, $wordBytes bytes, little end first: $littleEndian', (layout) => {
  const bytes = auxvBytes(
    [
      [33, 0x7fff_0000],
      [16, 0x178b_fbff],
      [6, 65_536],
      [17, 100],
      [3, 0x5555_0040],
    ],
    layout,
  );

  test('reads the page size and the clock', () => {
    expect(parseAuxv(bytes, layout)).toEqual({
      ...layout,
      pageSizeBytes: 65_536,
      ticksPerSecond: 100,
    });
  });

  test('detects the layout', () => {
    expect(parseAuxv(bytes)).toEqual(parseAuxv(bytes, layout));
  });
});

test.each([
  ['nothing', new Uint8Array()],
  ['half an entry', new Uint8Array(12).fill(6)],
  ['no page size', auxvBytes([[17, 100]])],
  ['a page size that is none', auxvBytes([[6, 4095]])],
  [
    'entries behind the end',
    auxvBytes([
      [0, 0],
      [6, 4096],
    ]),
  ],
])('parseAuxv finds nothing in %s', (_, bytes) => {
  expect(parseAuxv(bytes)).toBeUndefined();
});
