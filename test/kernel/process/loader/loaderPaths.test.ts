import {describe, expect, test} from 'vitest';
import {loaderPaths} from '../../../../source/kernel/process/loader/loaderPaths.js';

const name = 'libksm_preload.so';

describe('an entry with a path', () => {
  test('is that path', () => {
    expect(loaderPaths(`/opt/${name}`, {})).toEqual({paths: [`/opt/${name}`], complete: true});
  });

  test.each([`/usr/$LIB/${name}`, `/usr/\${LIB}/${name}`])(
    '%s is in any directory of libraries',
    (entry) => {
      const {paths, complete} = loaderPaths(entry, {});
      expect(complete).toBe(true);
      expect(paths).toEqual(
        expect.arrayContaining([
          `/usr/lib64/${name}`,
          `/usr/lib/${name}`,
          `/usr/lib32/${name}`,
          `/usr/lib/s390x-linux-gnu/${name}`,
        ]),
      );
    },
  );

  test('$ORIGIN is the directory of the program', () => {
    expect(loaderPaths(`$ORIGIN/../lib/${name}`, {origin: '/opt/app/bin'})).toEqual({
      paths: [`/opt/app/bin/../lib/${name}`],
      complete: true,
    });
    expect(loaderPaths(`$ORIGIN/${name}`, {})).toEqual({paths: [], complete: false});
  });

  test('$PLATFORM is the processor, under whatever name', () => {
    const {paths, complete} = loaderPaths(`/opt/\${PLATFORM}/${name}`, {machine: 'aarch64'});
    expect(paths[0]).toBe(`/opt/aarch64/${name}`);
    expect(paths).toContain(`/opt/haswell/${name}`);
    expect(complete).toBe(false);
  });

  test('other words with a dollar stay', () => {
    expect(loaderPaths(`/opt/$LIBRARY/\${LIB/${name}`, {}).paths).toEqual([
      `/opt/$LIBRARY/\${LIB/${name}`,
    ]);
  });

  test('a relative one leads on from the working directory, if that is still the same', () => {
    expect(loaderPaths(`lib/${name}`, {workingDirectory: '/srv'})).toEqual({
      paths: [`/srv/lib/${name}`],
      complete: false,
    });
    expect(loaderPaths(`lib/${name}`, {})).toEqual({paths: [], complete: false});
  });
});

describe('an entry without a path', () => {
  test.each([
    '/usr/lib64',
    '/lib/x86_64-linux-gnu',
    '/usr/lib/powerpc64le-linux-gnu',
    '/usr/lib/arm-linux-gnueabihf',
    '/usr/lib/riscv64-linux-gnu',
    '/usr/lib/i386-linux-gnu',
    '/usr/lib32',
    '/usr/local/lib',
  ])('is looked for in %s', (directory) => {
    const {paths, complete} = loaderPaths(name, {});
    expect(paths).toContain(`${directory}/${name}`);
    expect(complete).toBe(true);
  });

  test('is looked for in LD_LIBRARY_PATH first, then where the cache of the loader has it', () => {
    const {paths, complete} = loaderPaths(name, {
      libraryPath: '/opt/$LIB:',
      workingDirectory: '/srv',
      cached: [`/usr/share/ksm_preload/${name}`],
    });
    expect(paths[0]).toBe(`/opt/lib64/${name}`);
    expect(paths.indexOf(`/srv/./${name}`)).toBeLessThan(
      paths.indexOf(`/usr/share/ksm_preload/${name}`),
    );
    expect(complete).toBe(false);
  });

  test('a library path without end gives no list without end', () => {
    const libraryPath = Array.from({length: 50_000}, (_, index) => `/$PLATFORM/$LIB/${index}`).join(
      ':',
    );
    const {paths, complete} = loaderPaths(name, {libraryPath});
    expect(paths.length).toBeLessThan(1000);
    expect(complete).toBe(false);
  });
});
