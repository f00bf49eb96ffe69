import {readdirSync, readFileSync} from 'node:fs';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {release} from '../../scripts/release.mjs';
import {program} from '../support/program.js';
import {missing} from '../support/requirements.js';
import {mustRun} from '../support/run.js';

const manifest = new URL('../../package.json', import.meta.url);

describe('a release', () => {
  const {version} = JSON.parse(readFileSync(manifest, 'utf8')) as {version: string};
  const name = `ksmtop-${version}`;
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ksmtop-release-'));
    // The runtime of the other machine comes from the registry.
    await release(directory);
  }, 300_000);
  afterAll(() => rm(directory, {recursive: true}));

  test('has the package, an executable for each kind of machine, licences, and checksums', async () => {
    expect(readdirSync(directory).sort()).toEqual([
      `${name}-licences.txt`,
      `${name}-linux-aarch64`,
      `${name}-linux-x86_64`,
      `${name}-sha256sums.txt`,
      `${name}.tgz`,
    ]);
    const check = 'cd "$1" && sha256sum --strict --check "$2"';
    const checked = await mustRun(
      program('/bin/sh', '-c', check, 'sh', directory, `${name}-sha256sums.txt`),
    );
    expect(checked.match(/: OK$/gm)).toHaveLength(4);
  });

  test('has a package that runs where it is installed', async () => {
    const archive = join(directory, `${name}.tgz`);
    const files = await mustRun(program('tar', '-tzf', archive));
    const built = files.split('\n').filter((path) => path.startsWith('package/dist/'));
    expect(built).toContain('package/dist/cli.js');
    expect(built).toContain('package/dist/third-party-licences.txt');
    expect(built).toContain('package/dist/ksmtop.1');
    expect(built.filter((path) => !/\.(?:js|json|txt|1)$/.test(path))).toEqual([]);
    const prefix = join(directory, 'prefix');
    try {
      await mustRun(
        program('npm', 'install', '--global', '--offline', '--prefix', prefix, archive),
      );
      const ksmtop = join(prefix, 'bin', 'ksmtop');
      expect(await mustRun(program(ksmtop, '--version'))).toMatch(/Node [\d.]+, linux x64\)\n$/);
      expect(await mustRun(program(ksmtop, 'print', '-n', '1'))).toMatch(/^TIME +SAVED /);
    } finally {
      await rm(prefix, {recursive: true, force: true});
    }
  });

  test('runs on x86-64', async () => {
    const told = await mustRun(program(join(directory, `${name}-linux-x86_64`), '--version'));
    expect(told).toMatch(new RegExp(`^${version} \\(.*Bun [\\d.]+, linux x64\\)\\n$`));
  });

  test.skipIf(missing('the executable for arm64', 'qemuUser', 'arm64Libc'))(
    'runs on arm64',
    async () => {
      const onArm64 = (...args: readonly string[]) =>
        mustRun(
          program(
            ...(['qemu-aarch64', '-L', '/usr/aarch64-linux-gnu'] as const),
            ...[join(directory, `${name}-linux-aarch64`), ...args],
          ),
          // Nothing of the builder's own environment takes part.
          {env: {PATH: '/usr/bin:/bin'}},
        );
      expect(await onArm64('--version')).toMatch(/Bun [\d.]+, linux arm64\)\n$/);
      expect(await onArm64('print', '-n', '1')).toMatch(/^TIME +SAVED .*\n\d\d:\d\d:\d\d /);
    },
  );
});
