import {existsSync} from 'node:fs';
import {chmod, copyFile, mkdir, mkdtemp, readFile, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {program, quoted} from '../../../support/program.js';
import {mustRun, run} from '../../../support/run.js';
import {native, nativeNames} from '../native/compile.js';

/** Where the library is in every root, as its own installation puts it. */
export const preloadInContainer = '/usr/local/share/ksm_preload/libksm_preload.so';

const applets = [
  ...['cat', 'chroot', 'echo', 'env', 'false', 'hostname', 'id', 'kill', 'ls', 'mkdir', 'mount'],
  ...['ps', 'readlink', 'rm', 'sh', 'sleep', 'su', 'test', 'touch', 'true', 'umount', 'unshare'],
];

const directories = [
  ...['bin', 'dev', 'etc', 'proc', 'root', 'run', 'sys', 'tmp', 'usr/bin', 'usr/lib'],
  ...['usr/local/share/ksm_preload', 'var'],
];

export type Startup = {
  command: readonly string[];
  env?: Readonly<Record<string, string>>;
};

/** What a container runs when its test does not care. */
export const idleCommand = ['sleep', '3600'] as const;

/** A directory that containers may read as any user. */
export const makeWorkDirectory = async (): Promise<string> => {
  const directory = await mkdtemp(join(tmpdir(), 'ksmtop-test-'));
  await chmod(directory, 0o755);
  return directory;
};

/**
 * Makes a small root: a static shell and its tools, our programs, and what those that are linked
 * dynamically need. `/start` sets the environment and becomes the command, with its output in
 * `/output`, which can be read from outside whatever runs the container.
 */
export const makeRootfs = async (root: string, {command, env = {}}: Startup): Promise<void> => {
  for (const directory of directories) {
    await mkdir(join(root, directory), {recursive: true});
  }

  await copyFile(await busybox(), join(root, 'bin/busybox'));
  await Promise.all(applets.map((applet) => symlink('busybox', join(root, 'bin', applet))));
  for (const name of nativeNames) {
    const inside = name === 'libksm_preload.so' ? preloadInContainer : `/bin/${name}`;
    await copyWithLibraries(await native(name), root, inside);
  }

  await writeFile(
    join(root, 'etc/passwd'),
    'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:\n',
  );
  const exports = Object.entries(env).map(([name, value]) => `export ${name}=${quoted(value)}`);
  const start = ['#!/bin/sh', ...exports, `exec ${command.map(quoted).join(' ')} >/output 2>&1`];
  await writeFile(join(root, 'start'), `${start.join('\n')}\n`, {mode: 0o755});
};

/** What the command of `/start` has written so far. */
export const outputOf = (root: string): Promise<string> =>
  readFile(join(root, 'output'), 'utf8').catch(() => '');

/** Whether the process that ran `/start` has become the command. */
export const hasStarted = async (root: string, pid: number): Promise<boolean> => {
  const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0');
  return existsSync(join(root, 'output')) && !words.includes('/start');
};

const busybox = async (): Promise<string> =>
  (await mustRun(program('/bin/sh', '-c', 'command -v busybox'))).trim();

const copyInto = async (root: string, from: string, to: string): Promise<void> => {
  await mkdir(dirname(join(root, to)), {recursive: true});
  await copyFile(from, join(root, to));
};

export const copyWithLibraries = async (
  file: string,
  root: string,
  inside: string,
): Promise<void> => {
  await copyInto(root, file, inside);
  await copyLibraries(file, root);
};

export const copyLibraries = async (file: string, root: string): Promise<void> => {
  // Says "not a dynamic executable", and fails, for what is linked statically.
  const {stdout} = await run(program('ldd', file));
  for (const [library] of stdout.matchAll(/\/\S+/g)) {
    await copyInto(root, library, library);
  }
};
