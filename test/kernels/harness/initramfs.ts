import {cp, mkdir, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {basename, dirname, join} from 'node:path';
import {program} from '../../support/program.js';
import {mustRun} from '../../support/run.js';

/** A shell on the serial line, in a session of its own, so that keys make signals. */
const init = `#!/bin/sh
export PATH=/bin HOME=/root TERM=xterm-256color LANG=C.UTF-8 PS1='guest> '
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mount -t cgroup2 cgroup2 /sys/fs/cgroup
read -r columns rows </etc/screen
stty -F /dev/ttyS0 cols "$columns" rows "$rows"
cd /root
setsid -c sh -i </dev/ttyS0 >/dev/ttyS0 2>&1
poweroff -f
`;

/** contain NAME PROGRAM…: starts it in the cgroup of a container, and waits until it is ready. */
const contain = `#!/bin/sh -e
group=/sys/fs/cgroup/lxc.payload.$1
output=/tmp/$1.$$
shift
mkdir -p "$group"
>"$output"
(
  echo 0 >"$group/cgroup.procs"
  exec "$@" >"$output" 2>&1
) &
until grep -q '^ready$' "$output"; do
  usleep 20000
done
`;

export type Initramfs = {
  path: string;
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * A root file system in memory: busybox, the given programs in /bin, the shared objects that they
 * need, and what is added to its directory.
 */
export const makeInitramfs = async (
  programs: readonly string[],
  {columns, rows}: {columns: number; rows: number},
  add: (root: string) => Promise<void> = async () => {},
): Promise<Initramfs> => {
  const directory = await mkdtemp(join(tmpdir(), 'ksmtop-initramfs-'));
  const root = join(directory, 'root');
  for (const name of ['bin', 'dev', 'etc', 'proc', 'root', 'run', 'sys', 'tmp']) {
    await mkdir(join(root, name), {recursive: true});
  }

  await cp(await which('busybox'), join(root, 'bin', 'busybox'));
  const others = new Set(['', 'busybox', 'init', ...programs.map((path) => basename(path))]);
  for (const name of (await mustRun(program('busybox', '--list'))).split('\n')) {
    if (!others.has(name)) await symlink('busybox', join(root, 'bin', name));
  }

  for (const path of programs) {
    await cp(path, join(root, 'bin', basename(path)), {dereference: true});
    await addLibraries(root, path);
  }
  await add(root);

  await writeFile(join(root, 'etc', 'screen'), `${columns} ${rows}\n`);
  await writeFile(join(root, 'init'), init, {mode: 0o755});
  await writeFile(join(root, 'bin', 'contain'), contain, {mode: 0o755});
  const path = join(directory, 'initramfs');
  const archive = 'cd "$1"; find . | busybox cpio -o -H newc >"$2" 2>/dev/null; exit';
  await mustRun(program('/bin/sh', '-ec', archive, 'sh', root, path));
  await rm(root, {recursive: true});
  return {path, [Symbol.asyncDispose]: () => rm(directory, {recursive: true})};
};

/** The shared objects that a program or another shared object needs, where it looks for them. */
export const addLibraries = async (root: string, path: string): Promise<void> => {
  for (const library of await librariesOf(path)) {
    if (library.startsWith(root)) continue;
    await mkdir(join(root, dirname(library)), {recursive: true});
    await cp(library, join(root, library), {dereference: true});
  }
};

export const which = async (name: string): Promise<string> =>
  (await mustRun(program('/bin/sh', '-c', `command -v ${name}`))).trim();

/** By the dynamic loader's own account; none for a static program. */
const librariesOf = async (path: string): Promise<string[]> => {
  const listed = await mustRun(program('ldd', path)).catch(() => '');
  return [...listed.matchAll(/(\/\S+) \(0x/g)].map(([, library]) => library ?? '');
};
