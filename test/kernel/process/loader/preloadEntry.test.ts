import {describe, expect, test} from 'vitest';
import {findRequest, flawOf} from '../../../../source/kernel/process/loader/preloadEntry.js';

const library = '/usr/lib64/libksm_preload.so';

describe('flawOf', () => {
  test.each([
    [`"${library}"`, 'quotes'],
    [`'${library}`, 'quotes'],
    [`“${library}”`, 'quotes'],
    [`${library}\r`, 'carriage return'],
    [`"${library}"\r`, 'carriage return'],
    [`/usr/lib/libjemalloc.so.2,${library}`, 'comma'],
    [`${library},/usr/lib/libjemalloc.so.2`, 'comma'],
    [`${library};/usr/lib/libjemalloc.so.2`, 'semicolon'],
    [`${library}\t/usr/lib/libjemalloc.so.2`, 'white space'],
    [`${library}\u00a0`, 'white space'],
    [`LD_PRELOAD=${library}`, 'assignment'],
    ['~/lib/libksm_preload.so', 'home'],
    ['$HOME/lib/libksm_preload.so', 'variable'],
    ['$LIBRARY/libksm_preload.so', 'variable'],
    [`/usr/\${LIB/libksm_preload.so`, 'variable'],
    [`${library}\\`, 'backslash'],
    ['/usr/\\$LIB/libksm_preload.so', 'backslash'],
    ['%h/lib/libksm_preload.so', 'specifier'],
    ['/usr/lib*/libksm_preload.so', 'wildcard'],
  ] as const)('%j: %s', (entry, flaw) => {
    expect(flawOf(entry)).toBe(flaw);
    expect(findRequest(['/a.so', entry])).toBe(entry);
  });

  test.each([
    library,
    'libksm_preload.so',
    'lib/libksm_preload.so',
    '/usr/$LIB/libksm_preload.so',
    `/usr/\${LIB}/libksm_preload.so`,
    '$ORIGIN/../$PLATFORM/libksm_preload.so',
    '/opt/bücher/libksm_preload.so.0',
  ])('nothing speaks against %s', (entry) => {
    expect(flawOf(entry)).toBeUndefined();
    expect(findRequest([entry])).toBe(entry);
  });
});

test('an entry that the loader can use goes before others', () => {
  expect(findRequest([`"${library}"`, `a,${library}`, library])).toBe(library);
  expect(findRequest([`"${library}"`, `a,${library}`])).toBe(`a,${library}`);
});

test.each([
  '/usr/lib/libc.so.6,/usr/lib/libm.so.6',
  '/tmp/libksm_preload.so/other.so',
  '"/usr/lib/libksm_preload.so.bak"',
])('%j asks for none', (entry) => {
  expect(findRequest([entry])).toBeUndefined();
});
