import {expect, test} from 'vitest';
import {cachedPaths} from '../../../../source/kernel/process/loader/loaderCache.js';

const name = 'libksm_preload.so';

test('finds the paths of a library, each once', () => {
  const cache = Buffer.from(
    `glibc-ld.so.cache1.1\x02\0\0\0${name}\0/opt/lib/${name}\0libm.so.6\0/usr/lib/libm.so.6\0${name}\0/opt/lib32/${name}\0/opt/lib/${name}\0`,
  );
  expect(cachedPaths(cache, name)).toEqual([`/opt/lib/${name}`, `/opt/lib32/${name}`]);
});

test.each(['', name, `x/${name}`, `x/${name}\0`, `/x/${name}.0\0`])('finds none in %j', (text) => {
  expect(cachedPaths(Buffer.from(text), name)).toEqual([]);
});
