import {execFileSync} from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import {build} from './build.mjs';
import {withoutSwitches} from './patches/runtime-without-switches.mjs';
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
    const base = join(work, 'runtime');
    const original = readFileSync(programOf(root, runtime, work));
    writeFileSync(base, patched ? withoutSwitches(original) : original, {mode: 0o755});
    // Within the directory, where nothing of the builder's can have a say in it.
    execFileSync(compiler(root), ['build', ...options(runtime), 'cli.js'], {
      cwd: work,
      env: {HOME: work, PATH: '/usr/bin:/bin'},
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const compiled = join(work, 'ksmtop');
    chmodSync(compiled, 0o755);
    mkdirSync(dirname(outfile), {recursive: true});
    // Whoever runs the former one goes on with it.
    const beside = `${outfile}.${process.pid}`;
    writeFileSync(beside, readFileSync(compiled), {mode: 0o755});
    renameSync(beside, outfile);
  } finally {
    rmSync(work, {recursive: true});
  }
}

/** @param {import('./runtimes.mjs').Runtime} runtime */
const options = ({target}) => [
  '--compile',
  `--target=${target}`,
  // Otherwise Bun would download the runtime of another machine.
  '--compile-executable-path=runtime',
  '--outfile=ksmtop',
  '--format=esm',
  // Half the time to the first frame. Minified it would be no faster, 1 % smaller, and a stack
  // trace from the field would name nothing.
  '--bytecode',
  // Machine code late: 77 MB after five minutes, and flat, instead of 80 to 140; for 2 ms of CPU a
  // second with 100 processes, 7 with 3,000.
  '--compile-jit-policy=1000',
  // Files in the directory where an administrator happens to stand.
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
