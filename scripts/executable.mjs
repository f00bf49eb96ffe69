import {execFileSync} from 'node:child_process';
import {chmodSync, copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {build} from './build.mjs';
import {compiler, ownRuntime, programOf} from './runtimes.mjs';

const root = dirname(import.meta.dirname);

/**
 * Compiles the bundle into one executable file that needs no Node: Bun's runtime with the program
 * as bytecode.
 *
 * @param {{outfile: string, runtime?: import('./runtimes.mjs').Runtime, patched?: boolean}} options
 */
export async function buildExecutable({outfile, runtime = ownRuntime, patched = true}) {
  const work = mkdtempSync(join(tmpdir(), 'ksmtop-executable-'));
  try {
    await build({outdir: work, patched, forBun: true});
    const program = programOf(root, runtime, work);
    // In this directory there is no configuration of the builder's.
    execFileSync(compiler(root), ['build', ...options(runtime, program), 'cli.js'], {
      cwd: work,
      env: {HOME: work, PATH: '/usr/bin:/bin'},
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const compiled = join(work, 'ksmtop');
    chmodSync(compiled, 0o755);
    mkdirSync(dirname(outfile), {recursive: true});
    // A running executable cannot be overwritten, only replaced.
    const temporary = `${outfile}.${process.pid}`;
    copyFileSync(compiled, temporary);
    renameSync(temporary, outfile);
  } finally {
    rmSync(work, {recursive: true});
  }
}

/** @param {import('./runtimes.mjs').Runtime} runtime @param {string} program the runtime's file */
const options = ({target}, program) => [
  '--compile',
  `--target=${target}`,
  // Otherwise Bun downloads the runtime of another machine.
  `--compile-executable-path=${program}`,
  '--outfile=ksmtop',
  '--format=esm',
  // Only the chunks that are needed are loaded: a first frame takes 70 ms instead of 91, a child of
  // ksmtop starts in 6 instead of 14.
  '--splitting',
  // Bun has its own FFI.
  '--external=koffi',
  // Halves the time to the first frame.
  '--bytecode',
  // A package takes 39.9 MB in place of 40.2. Stack traces name nothing then; those of dist/ do.
  '--minify',
  // Compile to machine code late: 77 MB of memory instead of 80 to 140, and flat, for 2 ms/s more
  // CPU with 100 processes and 7 with 3,000.
  '--compile-jit-policy=1000',
  // Read no files in the directory where ksmtop is started.
  '--no-compile-autoload-dotenv',
  '--no-compile-autoload-bunfig',
];

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const {values} = parseArgs({
    options: {
      unpatched: {type: 'boolean', default: false},
      outfile: {type: 'string', default: join(root, 'dist', 'ksmtop')},
    },
  });
  const outfile = resolve(values.outfile);
  await buildExecutable({outfile, patched: !values.unpatched}).catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
