import {describe, expect, test} from 'vitest';
import {
  findPreloadInFile,
  parseEnviron,
  parseLdSoPreload,
  requestedPreload,
} from '../../../source/kernel/process/environ.js';

const library = '/usr/share/ksm_preload/libksm_preload.so';

function block(...assignments: readonly string[]): Buffer {
  return Buffer.from(assignments.map((assignment) => `${assignment}\0`).join(''));
}

describe('parseEnviron', () => {
  test.each([
    ['alone', `LD_PRELOAD=${library}`],
    ['after a space, as ksm-wrapper leaves it', `LD_PRELOAD= ${library}`],
    ['between spaces', `LD_PRELOAD=/a.so ${library} /b.so`],
    ['between colons', `LD_PRELOAD=/a.so:${library}:/b.so`],
  ])('finds the library %s', (_, assignment) => {
    expect(parseEnviron(block('A=1', assignment, 'B=2')).requestedPreload).toBe(library);
  });

  test('finds a bare name', () => {
    expect(requestedPreload(block('LD_PRELOAD=libksm_preload.so'))).toBe('libksm_preload.so');
  });

  test.each([
    ['an empty block', ''],
    ['another library', 'LD_PRELOAD=/usr/lib/libjemalloc.so\0'],
    ['an empty list', 'LD_PRELOAD=\0'],
    ['a longer name', `XLD_PRELOAD=${library}\0`],
    ['a value that looks like one', `X=1\nLD_PRELOAD=${library}\0`],
    ['a name without a value', 'LD_PRELOAD'],
  ])('finds none in %s', (_, text) => {
    expect(parseEnviron(Buffer.from(text))).toEqual({requestedPreload: false});
  });

  test('reads the threshold and the container manager', () => {
    expect(parseEnviron(block('container=lxc', 'KSMP_MERGE_THRESHOLD=65536'))).toEqual({
      requestedPreload: false,
      mergeThresholdBytes: 65_536,
      containerManager: 'lxc',
    });
  });

  test.each(['', 'x', '-1', '1e3', '9'.repeat(40)])('ignores the threshold %j', (value) => {
    expect(
      parseEnviron(block(`KSMP_MERGE_THRESHOLD=${value}`)).mergeThresholdBytes,
    ).toBeUndefined();
  });

  test('looks at no byte behind the length', () => {
    const bytes = block('A=1', `LD_PRELOAD=${library}`);
    expect(requestedPreload(bytes, 4)).toBe(false);
    expect(requestedPreload(bytes, 10)).toBe(false);
  });
});

describe('parseLdSoPreload', () => {
  test('knows separators and comments', () => {
    expect(parseLdSoPreload(`# ours\n/a.so\t/b.so:/c.so # not /d.so\n\n ${library}\n`)).toEqual([
      '/a.so',
      '/b.so',
      '/c.so',
      library,
    ]);
  });

  test('finds the library, not one in a comment', () => {
    expect(findPreloadInFile(`/a.so ${library}`)).toBe(library);
    expect(findPreloadInFile(`#${library}\n`)).toBeUndefined();
    expect(findPreloadInFile('')).toBeUndefined();
  });
});
