import {describe, expect, test} from 'vitest';
import {findPreloadLibrary} from '../../../../source/kernel/process/memory/maps.js';
import {mapsText} from '../../../fixtures/processes/maps.js';

const library = '/usr/lib/libksm_preload.so';

function find(...libraries: readonly string[]) {
  return findPreloadLibrary(Buffer.from(mapsText(libraries)));
}

describe('findPreloadLibrary', () => {
  test('finds a mapped library', () => {
    expect(find('/usr/lib/libz.so', library)).toEqual({path: library, deleted: false});
  });

  test('tells a replaced library', () => {
    expect(find(`${library} (deleted)`)).toEqual({path: library, deleted: true});
  });

  test('decodes a newline in the path', () => {
    expect(find('/opt/a b\\012c/libksm_preload.so')?.path).toBe('/opt/a b\nc/libksm_preload.so');
  });

  test.each([
    '/tmp/libksm_preload.so.d/other.so',
    '/memfd:libksm_preload.so (deleted)',
    '[anon:/libksm_preload.so]',
    '[anon: /libksm_preload.so]',
    '/var/cache/libksm_preload.sock',
  ])('is not deceived by %s', (path) => {
    expect(find(path)).toBeUndefined();
    expect(find(path, library)?.path).toBe(library);
  });

  test('finds nothing in nothing', () => {
    expect(findPreloadLibrary(Buffer.alloc(0))).toBeUndefined();
    expect(findPreloadLibrary(Buffer.from('libksm_preload.so'))).toBeUndefined();
  });

  test('looks at no byte behind the length', () => {
    const text = Buffer.from(mapsText([library]));
    expect(findPreloadLibrary(text, 100)).toBeUndefined();
  });

  test('finds it behind thousands of lines', () => {
    const many = Array.from({length: 2000}, (_, index) => `/opt/plugins/lib${index}.so`);
    expect(find(...many, library)?.path).toBe(library);
  });

  test('takes bytes that are no Buffer', () => {
    const bytes = new TextEncoder().encode(mapsText([library]));
    expect(findPreloadLibrary(bytes)?.path).toBe(library);
  });
});
