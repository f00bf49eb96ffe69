import {join, resolve} from 'node:path';
import * as esbuild from 'esbuild';
import {build} from '../build.mjs';
import {buildExecutable} from '../executable.mjs';
import {compiler, hasCompiler} from '../runtimes.mjs';
import {compile} from './machine/compile.mjs';

/** @typedef {Awaited<ReturnType<typeof prepare>>} Prepared */

/**
 * Builds ksmtop and compiles the programs that rows are measured with.
 *
 * @param {string} directory
 * @param {import('./effort.mjs').Effort} effort
 * @param {string | undefined} other another ksmtop for the rows of the live screen
 */
export async function prepare(directory, effort, other) {
  // A build of its own: another one may run meanwhile.
  const {entry: cli} = await build({outdir: join(directory, 'dist')});
  const probe = join(directory, 'sampleProbe.mjs');
  await esbuild.build({
    entryPoints: [join(import.meta.dirname, 'measures/sampleProbe.ts')],
    outfile: probe,
    bundle: true,
    platform: 'node',
    external: ['bun:ffi', 'koffi'],
    format: 'esm',
    logLevel: 'warning',
    // The probe starts its children from the bundle; CommonJS packages need `require`.
    define: {__CHILD_PROGRAM__: JSON.stringify(cli)},
    banner: {
      js: "import {createRequire} from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
  });
  const root = join(import.meta.dirname, '../..');
  const executable = join(directory, 'ksmtop');
  const canCompile = hasCompiler(root);
  const bunBundle = join(directory, 'bun');
  if (canCompile) {
    await buildExecutable({outfile: executable});
    await build({outdir: bunBundle, forBun: true});
  }
  const native = join(root, 'test/system/harness/native');
  /** @param {string} name */
  const own = (name) => compile(join(import.meta.dirname, 'programs', `${name}.c`), directory);
  return {
    cli,
    probe,
    directory,
    live: other ? [resolve(other)] : [process.execPath, cli],
    ...(canCompile && {
      executable,
      bun: {program: compiler(root), cli: join(bunBundle, 'cli.js')},
    }),
    programs: {
      processes: own('processes'),
      readFiles: own('readFiles'),
      estimate: own('estimate'),
      slowLine: own('slowLine'),
      storm: own('storm'),
      stuck: compile(join(native, 'stuck.c'), directory),
      workload: compile(join(native, 'workload.c'), directory),
    },
    effort,
  };
}
