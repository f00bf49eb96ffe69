import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {buildExecutable} from '../../../scripts/executable.mjs';
import {kernelTree} from '../../fixtures/kernels/kernelTree.js';
import {writeTree} from '../../fixtures/tree.js';
import {program} from '../../support/program.js';
import {Terminal} from '../../support/pty.js';
import {missing} from '../../support/requirements.js';
import {mustRun, run} from '../../support/run.js';

describe('the executable', () => {
  const directory = mkdtempSync(join(tmpdir(), 'ksmtop-executable-'));
  const executable = join(directory, 'ksmtop');
  beforeAll(() => buildExecutable({outfile: executable}));
  afterAll(() => rmSync(directory, {recursive: true}));

  const ksmtop = (args: readonly string[], options?: Parameters<typeof run>[1]) =>
    run(program(executable, ...args), options);

  test.skipIf(missing('symbol versions', 'gcc'))(
    'needs a C library of 2012 or later, and nothing else',
    async () => {
      const versions = await mustRun(program('readelf', '--wide', '--version-info', executable));
      const needed = [...versions.matchAll(/ GLIBC_(\d+)\.(\d+)/g)].map(([, major, minor]) => [
        Number(major),
        Number(minor),
      ]);
      expect(needed.length).toBeGreaterThan(0);
      for (const [major, minor] of needed) {
        expect(major).toBe(2);
        expect(minor).toBeLessThanOrEqual(17);
      }
      const dynamic = await mustRun(program('readelf', '--wide', '--dynamic', executable));
      const libraries = [...dynamic.matchAll(/NEEDED.*\[(.*)\]/g)].map(([, name]) => name);
      expect(libraries.sort()).toEqual([
        'ld-linux-x86-64.so.2',
        'libc.so.6',
        'libdl.so.2',
        'libm.so.6',
        'libpthread.so.0',
      ]);
    },
  );

  test('starts with an empty environment', async () => {
    const {code, stdout, stderr} = await ksmtop(['print', '-n', '1'], {env: {}});
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    expect(stdout).toMatch(/^TIME +SAVED .* VERDICT\n\d\d:\d\d:\d\d .*\n$/);
  });

  test('takes no options of Node from the environment', async () => {
    const cwd = mkdtempSync(join(directory, 'cwd-'));
    writeFileSync(join(cwd, 'evil.js'), 'process.stdout.write("evil"); process.exit(3)');
    const version = await ksmtop(['--version'], {env: {}});
    expect(version).toMatchObject({code: 0, stdout: expect.stringContaining('Bun'), stderr: ''});
    const env = {NODE_OPTIONS: '--require=./evil.js'};
    expect(await ksmtop(['--version'], {cwd, env})).toEqual(version);
  });

  test('reads no configuration where it is started', async () => {
    const cwd = mkdtempSync(join(directory, 'cwd-'));
    writeFileSync(join(cwd, 'evil.js'), 'process.stdout.write("evil"); process.exit(3)');
    writeFileSync(join(cwd, 'bunfig.toml'), 'preload = ["./evil.js"]\n');
    writeFileSync(join(cwd, '.bunfig.toml'), 'preload = ["./evil.js"]\n');
    writeFileSync(join(cwd, '.env'), 'NO_COLOR=1\nLANG=C.UTF-8\nTZ=Asia/Tokyo\n');
    writeFileSync(join(cwd, 'tsconfig.json'), '{"extends": "./nowhere.json"}');
    writeFileSync(join(cwd, 'package.json'), '{"type": 1');
    const env = {HOME: cwd, XDG_CONFIG_HOME: cwd, TZ: undefined};
    const {code, stdout} = await ksmtop(['print', '-n', '1', '--format', 'text'], {cwd, env});
    expect(code).toBe(0);
    // In a plain locale, and so it would not be with the variables of that file.
    expect(stdout).toMatch(/^[\x20-\x7e\n]+$/);
    const listed = await mustRun(program('ls', '-A', cwd));
    expect(listed.split('\n')).toHaveLength(7);
  });

  test.skipIf(missing('another user', 'root'))(
    'leaves nothing behind, and needs no place to write to',
    async () => {
      const cwd = join(directory, 'read-only');
      mkdirSync(cwd, {mode: 0o555});
      const {code, stderr} = await run(
        program(
          'setpriv',
          '--reuid=65534',
          '--regid=65534',
          '--clear-groups',
          executable,
          'print',
          '-n',
          '1',
        ),
        {cwd, env: {TMPDIR: '/nowhere', HOME: '/nowhere'}},
      );
      expect({code, stderr}).toEqual({code: 0, stderr: ''});
    },
  );

  test('tells of everybody else where the reads of twelve processes hang', async () => {
    const described = Array.from({length: 15}, (_, index) => ({
      pid: 501 + index,
      command: 'nginx',
      ksm: {rmapItems: 100, mergingPages: 40, mergeAny: false, mergeable: true},
      container: 'host',
    }));
    const {files} = kernelTree({
      ...{release: '6.18.44', hostname: 'hn1', pageSizeBytes: 4096, cpuCount: 2},
      ...{totalBytes: 2 ** 34, availableBytes: 2 ** 33, uptimeSeconds: 1000, cgroups: 'v2'},
      processes: described,
    });
    using tree = writeTree(files);
    for (const {pid} of described.slice(0, 12)) {
      tree.remove(`proc/${pid}/maps`);
      await mustRun(program('mkfifo', join(tree.procfs, String(pid), 'maps')));
    }
    const roots = ['--procfs', tree.procfs, '--sysfs', tree.sysfs];
    const {code, stdout} = await ksmtop(['print', '-n', '1', '--format', 'json', ...roots]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({host: {processes: 15, processes_readable: 3}});
  });

  test('opens no debugger on SIGUSR1', async () => {
    await using terminal = Terminal.start(program(executable));
    await terminal.waitFor(/CONTAINER.*SAVED/);
    terminal.kill('SIGUSR1');
    await terminal.press('?');
    await terminal.waitFor(/ksmtop help/);
    // The pipes of its children are sockets, too; a debugger would listen on one of the network.
    const files = await mustRun(program('ls', '-l', `/proc/${terminal.pid}/fd`));
    const network = await mustRun(
      program('cat', `/proc/${terminal.pid}/net/tcp`, `/proc/${terminal.pid}/net/tcp6`),
    );
    const inodes = [...files.matchAll(/socket:\[(\d+)\]/g)].map(([, inode]) => inode);
    expect(inodes.filter((inode) => network.includes(` ${inode} `))).toEqual([]);
  });
});
