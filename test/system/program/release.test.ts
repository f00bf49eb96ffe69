import {readdirSync, readFileSync} from 'node:fs';
import {copyFile, mkdir, mkdtemp, readdir, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, relative} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {release} from '../../../scripts/release.mjs';
import {program} from '../../support/program.js';
import {missing} from '../../support/requirements.js';
import {mustRun} from '../../support/run.js';
import {copyLibraries} from '../harness/roots/rootfs.js';
import {makeRpmRoot, rpmIn} from '../harness/roots/rpmRoot.js';

const manifest = new URL('../../../package.json', import.meta.url);

const hasDeb = !missing('Debian packages', 'dpkgDeb', 'xz');
const hasRpm = !missing('rpm packages', 'rpmbuild', 'xz');

/** A root with a shell, the libraries of the executable, and the directories of dpkg and rpm. */
async function makeSmallRoot(root: string, executable: string): Promise<void> {
  const shell = program('/bin/sh', '-c', 'command -v busybox');
  for (const path of [
    'bin',
    'proc',
    'sys',
    'var/lib/dpkg/info',
    'var/lib/dpkg/updates',
    'var/lib/rpm',
  ]) {
    await mkdir(join(root, path), {recursive: true});
  }
  await copyFile((await mustRun(shell)).trim(), join(root, 'bin/busybox'));
  await symlink('busybox', join(root, 'bin/sh'));
  await writeFile(join(root, 'var/lib/dpkg/status'), '');
  await copyLibraries(executable, root);
}

describe('a release', () => {
  const {version} = JSON.parse(readFileSync(manifest, 'utf8')) as {version: string};
  const name = `ksmtop-${version}`;
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ksmtop-release-'));
    // The runtime of the other machine comes from the registry.
    await release(directory, {isFast: true});
  }, 300_000);
  afterAll(() => rm(directory, {recursive: true}));

  test('has the package, an executable for each kind of machine, licences, and checksums', async () => {
    expect(readdirSync(directory).sort()).toEqual([
      ...(hasRpm ? [`${name}-1.aarch64.rpm`, `${name}-1.x86_64.rpm`] : []),
      `${name}-licences.txt`,
      `${name}-linux-aarch64`,
      `${name}-linux-x86_64`,
      `${name}-sha256sums.txt`,
      `${name}.tgz`,
      ...(hasDeb ? [`ksmtop_${version}_amd64.deb`, `ksmtop_${version}_arm64.deb`] : []),
    ]);
    const check = 'cd "$1" && sha256sum --strict --check "$2"';
    const checked = await mustRun(
      program('/bin/sh', '-c', check, 'sh', directory, `${name}-sha256sums.txt`),
    );
    expect(checked.match(/: OK$/gm)).toHaveLength(4 + (hasRpm ? 2 : 0) + (hasDeb ? 2 : 0));
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
      const manPage = join(prefix, 'share', 'man', 'man1', 'ksmtop.1');
      expect(readFileSync(manPage, 'utf8')).toContain('.TH');
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

  const packages = [
    {
      kind: 'deb',
      needs: hasDeb,
      file: `ksmtop_${version}_amd64.deb`,
      // Without the packages of a Debian, which the root does not have.
      install: ['dpkg', '--force-depends', '--force-not-root', '--root=ROOT', '--install', 'FILE'],
      remove: ['dpkg', '--force-depends', '--force-not-root', '--root=ROOT', '--purge', 'ksmtop'],
    },
    {
      kind: 'rpm',
      needs: hasRpm,
      file: `${name}-1.x86_64.rpm`,
      // What it requires, the C library and a shell provide.
      install: [...rpmIn('ROOT'), '--install', 'FILE'],
      remove: [...rpmIn('ROOT'), '--erase', 'ksmtop'],
    },
  ];

  describe.skipIf(missing('installed packages', 'root', 'busybox', 'unshare'))('installs', () => {
    test.each(packages.filter(({needs}) => needs))(
      'the $kind, which runs and leaves nothing, in a root with the shell and libraries of this machine',
      async ({kind, file, install, remove}) => {
        const root = join(directory, `root-${kind}`);
        try {
          const executable = join(directory, `${name}-linux-x86_64`);
          if (kind === 'rpm') {
            await makeSmallRoot(`${root}-files`, executable);
            await makeRpmRoot(root, `${root}-files`);
          } else {
            await makeSmallRoot(root, executable);
          }
          const before = await filesIn(root);
          const manage = ([command = '', ...words]: readonly string[]) => {
            const filled = words.map((word) =>
              word.replace('ROOT', root).replace('FILE', join(directory, file)),
            );
            return mustRun(program(command, ...filled));
          };
          await manage(install);
          expect(await filesIn(root)).toEqual(
            expect.arrayContaining(['usr/bin/ksmtop', 'usr/share/man/man1/ksmtop.1.gz']),
          );
          const mounted =
            'mount -t proc proc "$1/proc" && mount --rbind /sys "$1/sys" && exec chroot "$1" /usr/bin/ksmtop print -n 1';
          const printed = await mustRun(
            program('unshare', '--mount', '/bin/sh', '-c', mounted, 'sh', root),
          );
          expect(printed).toMatch(/^TIME +SAVED /);
          await manage(remove);
          expect(await filesIn(root)).toEqual(before);
        } finally {
          for (const made of [root, `${root}-files`])
            await rm(made, {recursive: true, force: true});
        }
      },
    );
  });
});

/** All but what package managers keep for themselves. */
async function filesIn(root: string): Promise<string[]> {
  const entries = await readdir(root, {recursive: true, withFileTypes: true});
  return entries
    .filter((entry) => !entry.isDirectory())
    .map(({parentPath, name}) => relative(root, join(parentPath, name)))
    .filter((path) => !path.startsWith('var/'))
    .sort();
}
