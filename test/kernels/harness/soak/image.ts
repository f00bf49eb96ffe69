import {chmod, cp, mkdir, realpath, symlink, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {execPath} from 'node:process';
import * as esbuild from 'esbuild';
import {build} from '../../../../scripts/build.mjs';
import {program} from '../../../support/program.js';
import {mustRun} from '../../../support/run.js';
import {native} from '../../../system/harness/native/compile.js';
import type {WorkloadKind} from '../../../system/harness/servers/workloads.js';
import {addLibraries, type Initramfs, makeInitramfs, which} from '../initramfs.js';
import {places, preparedIn} from './places.js';

const repository = join(import.meta.dirname, '../../../..');

/** What the servers run, as far as it is installed here; Java comes as a tree. */
const serverPrograms = [
  ...['redis-server', 'nginx', 'php-fpm8.2', 'php-fpm8.4', 'mariadbd', 'mariadb'],
] as const;

const users =
  'root:x:0:0::/root:/bin/sh\nwww-data:x:33:33::/:/bin/sh\nnobody:x:65534:65534::/:/bin/sh\n';
const groups = 'root:x:0:\nwww-data:x:33:\nnogroup:x:65534:\n';

/** A root file system in which the soak runs, with these servers. */
export async function makeSoakImage(
  kinds: readonly WorkloadKind[],
  size: {columns: number; rows: number},
): Promise<Initramfs> {
  const natives = await Promise.all((['hazards', 'lateness', 'workload'] as const).map(native));
  const found = await Promise.all(serverPrograms.map((name) => which(name).catch(() => undefined)));
  const programs = [await which('setpriv'), ...found.filter((path) => path !== undefined)];
  return makeInitramfs([execPath, ...natives, ...programs], size, async (root) => {
    const at = (path: string) => join(root, path);
    await writeFile(at('etc/passwd'), users);
    await writeFile(at('etc/group'), groups);
    await writeFile(at('etc/hosts'), '127.0.0.1 localhost\n');
    // Where nginx would keep what it receives, and PHP-FPM its log.
    for (const path of ['var/lib/nginx', 'var/log']) await mkdir(at(path), {recursive: true});
    await addKsmtop(at);
    for (const kind of kinds) {
      const directory = at(preparedIn(kind));
      await mkdir(directory, {recursive: true});
      await chmod(directory, 0o755);
      await kind.prepare?.(directory);
    }
    const needs = new Set(kinds.flatMap((kind) => kind.needs));
    for (const name of needs.has('mariadb') ? ['english', 'charsets'] : []) {
      const path = `usr/share/mysql/${name}`;
      await cp(`/${path}`, at(path), {recursive: true});
    }
    if (needs.has('java')) await addJava(root);
  });
}

/** The built ksmtop, and the program that soaks, which starts the child of the former. */
async function addKsmtop(at: (path: string) => string): Promise<void> {
  await build({outdir: at(places.ksmtop)});
  for (const name of ['koffi', '@koromix']) {
    const from = await realpath(join(repository, 'node_modules', name));
    await cp(from, at(join(places.packages, name)), {recursive: true});
  }
  await esbuild.build({
    entryPoints: [join(import.meta.dirname, 'program.ts')],
    outfile: at(places.program),
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['bun:ffi', 'koffi'],
    logLevel: 'warning',
    define: {__CHILD_PROGRAM__: JSON.stringify(join(places.ksmtop, 'cli.js'))},
    banner: {
      js: "import {createRequire} from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
  });
}

/** A runtime that has the base module only: a whole one would fill the memory of the machine. */
async function addJava(root: string): Promise<void> {
  const java = join(root, places.java);
  const jlink = join(dirname(await realpath(await which('javac'))), 'jlink');
  const options = ['--add-modules', 'java.base', '--strip-debug', '--output', java];
  await mustRun(program(jlink, ...options), {timeoutMs: 300_000});
  for (const path of ['bin/java', 'lib/server/libjvm.so', 'lib/libnet.so']) {
    await addLibraries(root, join(java, path));
  }
  await symlink(join(places.java, 'bin/java'), join(root, 'bin/java'));
}
