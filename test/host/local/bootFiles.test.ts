import {execFileSync} from 'node:child_process';
import {chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {planBootFiles, writeBootFile} from '../../../source/host/local/bootFiles.js';
import type {BootFileChange} from '../../../source/model/tuning/bootText.js';

const values = {run: '1', pages_to_scan: '1000', advisor_mode: 'none'};

describe('the files that a host reads at its start', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'ksmtop-root-'));
  });
  afterEach(() => rm(root, {recursive: true}));

  const write = async (path: string, text: string, mode = 0o644) => {
    await mkdir(dirname(join(root, path)), {recursive: true});
    await writeFile(join(root, path), text);
    await chmod(join(root, path), mode);
  };
  const read = (path: string) => readFile(join(root, path), 'utf8');
  const withSystemd = () => mkdir(join(root, 'run/systemd/system'), {recursive: true});
  const carryOut = async (wanted: typeof values | undefined) => {
    const changes = await planBootFiles(root, wanted);
    for (const change of changes) await writeBootFile(change);
    return changes.map(({path}) => path.slice(root.length + 1));
  };

  test('are one of tmpfiles.d where systemd runs', async () => {
    await withSystemd();
    expect(await carryOut(values)).toEqual(['etc/tmpfiles.d/ksmtop.conf']);
    expect(await read('etc/tmpfiles.d/ksmtop.conf')).toMatch(/^w .*pages_to_scan - - - - 1000$/m);
    expect(await carryOut(values)).toEqual([]);
    expect(await carryOut({...values, run: '0'})).toHaveLength(1);
    expect(await carryOut(undefined)).toEqual(['etc/tmpfiles.d/ksmtop.conf']);
    expect(await readdir(join(root, 'etc/tmpfiles.d'))).toEqual([]);
    expect(await carryOut(undefined)).toEqual([]);
  });

  test('are a script elsewhere, which goes as it came', async () => {
    expect(await carryOut(values)).toEqual(['etc/rc.local']);
    expect((await stat(join(root, 'etc/rc.local'))).mode & 0o777).toBe(0o755);
    expect(await carryOut(values)).toEqual([]);
    expect(await carryOut(undefined)).toEqual(['etc/rc.local']);
    expect(await readdir(join(root, 'etc'))).toEqual([]);
  });

  test("are the host's own script, whose other lines and mode stay", async () => {
    const own = '#!/bin/sh\ntouch /var/lock/subsys/local\nexit 0\n';
    await write('etc/rc.d/rc.local', own, 0o711);
    await write('etc/rc.local', 'not this one');
    expect(await carryOut(values)).toEqual(['etc/rc.d/rc.local']);
    expect(await read('etc/rc.d/rc.local')).toContain('subsys/local\n# ksmtop: begin');
    expect((await stat(join(root, 'etc/rc.d/rc.local'))).mode & 0o777).toBe(0o711);
    expect(await carryOut(undefined)).toEqual(['etc/rc.d/rc.local']);
    expect(await read('etc/rc.d/rc.local')).toBe(own);
  });

  test('move when the host does', async () => {
    await carryOut(values);
    await withSystemd();
    expect(await carryOut(values)).toEqual(['etc/tmpfiles.d/ksmtop.conf', 'etc/rc.local']);
    expect(await readdir(join(root, 'etc'))).toEqual(['tmpfiles.d']);
  });

  const warnings = async () =>
    (await planBootFiles(root, values)).flatMap((change) => change.warnings).join('\n');

  test('may not be run, or be overruled, which is said', async () => {
    await write('etc/rc.local', '#!/bin/sh\n');
    expect(await warnings()).toContain('is not executable');
    await withSystemd();
    await write('usr/lib/tmpfiles.d/ksm.conf', 'w /sys/kernel/mm/ksm/run - - - - 1\n');
    await write('etc/tmpfiles.d/other.conf', '# not /sys/kernel/mm/ksm/run\nd /run/x\n');
    await write('etc/tmpfiles.d/ksmtop.conf', 'w /sys/kernel/mm/ksm/run - - - - 1\n');
    expect(await warnings()).toMatch(
      /ksmtop\.conf was not written by ksmtop.*\n.*ksm\.conf also sets/,
    );
    expect(await warnings()).not.toContain('other.conf');
  });

  test('are left as they were when they cannot be written', async () => {
    await write('etc/rc.local', '#!/bin/sh\nold\n', 0o755);
    const [change] = await planBootFiles(root, values);
    const directory = join(root, 'etc/rc.local');
    // A file where a directory is needed: refused for root, too.
    const path = join(directory, 'rc.local');
    await expect(writeBootFile({warnings: [], ...change, path})).rejects.toThrow(
      /rc\.local is left as it is: a part of its path is not a directory \(ENOTDIR\)\.$/,
    );
    expect(await read('etc/rc.local')).toBe('#!/bin/sh\nold\n');
    expect(await readdir(join(root, 'etc'))).toEqual(['rc.local']);
  });

  test('keep every byte of a script, through --remove', async () => {
    const own = Buffer.from('#!/bin/sh\r\necho caf\xe9 \xff\0 \xc3\xa9', 'latin1');
    await mkdir(join(root, 'etc'));
    await writeFile(join(root, 'etc/rc.local'), own, {mode: 0o755});
    await carryOut(values);
    const changed = await readFile(join(root, 'etc/rc.local'));
    expect(changed.subarray(0, own.length)).toEqual(own);
    expect(changed.toString('latin1')).toContain('\necho 1000 > /sys/kernel/mm/ksm/pages_to_scan');
    expect(await carryOut({...values, run: '0'})).toEqual(['etc/rc.local']);
    await carryOut(undefined);
    expect(await readFile(join(root, 'etc/rc.local'))).toEqual(own);
  });

  test.each(['', '#!/bin/sh\n', 'exit 0'])('leave %j as they found it', async (own) => {
    await write('etc/rc.local', own, 0o755);
    await carryOut(values);
    await carryOut(undefined);
    expect(await read('etc/rc.local')).toBe(own);
  });

  test.each([
    ['link', 'ln -s ../elsewhere'],
    ['pipe', 'mkfifo'],
    ['directory', 'mkdir'],
  ])('are not written through a %s, and it stays', async (kind, make) => {
    await mkdir(join(root, 'etc/tmpfiles.d'), {recursive: true});
    execFileSync('/bin/sh', ['-c', `${make} "$1"`, 'sh', join(root, 'etc/rc.local')]);
    await expect(planBootFiles(root, values)).rejects.toThrow(
      new RegExp(`rc\\.local is left as it is: it is a .*${kind}`),
    );
    expect(await planBootFiles(root, undefined)).toEqual([]);
    await withSystemd();
    execFileSync('mkfifo', [join(root, 'etc/tmpfiles.d/endless.conf')]);
    expect(await carryOut(values)).toEqual(['etc/tmpfiles.d/ksmtop.conf']);
    await rm(join(root, 'etc/tmpfiles.d/ksmtop.conf'));
    const path = join(root, 'etc/tmpfiles.d/ksmtop.conf');
    execFileSync('/bin/sh', ['-c', `${make} "$1"`, 'sh', path]);
    await expect(planBootFiles(root, values)).rejects.toThrow('ksmtop.conf is left as it is');
  });

  test('that ksmtop has not written are not removed', async () => {
    await withSystemd();
    await write('etc/tmpfiles.d/ksmtop.conf', 'w /sys/kernel/mm/ksm/run - - - - 1\n');
    expect(await carryOut(undefined)).toEqual([]);
  });

  test('are left alone when they changed while a person was asked', async () => {
    await write('etc/rc.local', '#!/bin/sh\n', 0o755);
    const [change] = await planBootFiles(root, values);
    await write('etc/rc.local', '#!/bin/sh\nnew\n', 0o755);
    await expect(writeBootFile(change as BootFileChange)).rejects.toThrow(
      'has changed in the meantime',
    );
    expect(await read('etc/rc.local')).toBe('#!/bin/sh\nnew\n');
  });
});
