import {execFileSync} from 'node:child_process';
import {
  accessSync,
  existsSync,
  constants as fsConstants,
  mkdtempSync,
  writeFileSync,
} from 'node:fs';
import {constants, tmpdir} from 'node:os';
import {delimiter, join, resolve} from 'node:path';
import {parseArgs} from 'node:util';
import * as esbuild from 'esbuild';
import {build} from '../build.mjs';
import {buildExecutable} from '../executable.mjs';
import {compiler} from '../runtimes.mjs';
import {compile} from './compile.mjs';
import {smallEffort, wholeEffort} from './effort.mjs';
import {guard, releaseAll} from './guard.mjs';
import {holdKsm} from './heldKsm.mjs';
import {startProcesses} from './hostProcesses.mjs';
import {hosts, smallHosts} from './hosts.mjs';
import {atATime, showProgress} from './progress.mjs';
import {heading, judge, machine, table} from './report.mjs';
import {rows} from './rows.mjs';
import {median} from './statistics.mjs';

const usage = `Usage: npm run bench -- [options]

Measures the budgets of ksmtop on this machine, against references in the same run. Puts up to
10,000 real processes on it, and holds its KSM for as long as that takes. As root.

  --rows A,B      Only these rows: ${rows.map(({id}) => id).join(', ')}
  --minutes N     How long the live screen runs for its memory (default ${wholeEffort.minutes})
  --repeats N     How often what runs for a while is run (default ${wholeEffort.repeats})
  --program FILE  Another ksmtop for the rows of the live screen, as dist/ksmtop
  --json FILE     Write the figures to FILE too
  --small         Small hosts and few repeats: to see whether every row runs`;

const {values} = parseArgs({
  options: {
    rows: {type: 'string'},
    minutes: {type: 'string'},
    repeats: {type: 'string'},
    program: {type: 'string'},
    json: {type: 'string'},
    small: {type: 'boolean', default: false},
    help: {type: 'boolean', default: false},
  },
});
if (values.help) console.log(usage);
else await main();

async function main() {
  const chosen = chosenRows(values.rows);
  const effort = {
    ...(values.small ? smallEffort : wholeEffort),
    ...(values.minutes && {minutes: Number(values.minutes)}),
    ...(values.repeats && {repeats: Number(values.repeats)}),
  };
  restoreWhenInterrupted();
  installPeers(['htop', 'cc']);
  const directory = mkdtempSync(join(tmpdir(), 'ksmtop-bench-'));
  const files = await guard({args: [directory], cleanUp: 'rm -rf "$1"'});
  const ksm = chosen.some(({host}) => host !== 'asItIs') ? await holdKsm() : undefined;
  try {
    const bench = await prepare(directory, effort);
    const here = machine();
    console.log(heading(here, effort));
    const results = await measureAll(chosen, bench);
    console.log(table(results));
    if (values.json) writeFileSync(values.json, toJson({machine: here, effort}, results));
    if (results.some((result) => judge(result).verdict === 'SHORT')) process.exitCode = 1;
  } finally {
    await ksm?.release();
    await files?.release();
  }
}

/** The guards restore everything when this program ends; after a signal, wait until they have. */
function restoreWhenInterrupted() {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.once(signal, async () => {
      console.error(`${signal}: restoring ksmd and the machine …`);
      await releaseAll();
      process.exit(128 + constants.signals[signal]);
    });
  }
}

/**
 * @param {readonly import('./rows.mjs').Row[]} chosen
 * @param {Awaited<ReturnType<typeof prepare>>} bench
 */
async function measureAll(chosen, bench) {
  const progress = showProgress(chosen, bench.effort);
  /** @type {import('./report.mjs').Result[]} */
  const results = [];
  const measuredOn = values.small ? smallHosts : hosts;
  for (const [name, wanted] of Object.entries(measuredOn)) {
    const here = chosen.filter(({host, measure}) => host === name && measure);
    if (here.length === 0) continue;
    const processes =
      wanted.processes > 0 ? await startProcesses(bench.programs.processes, wanted) : undefined;
    try {
      for (const together of atATime(here)) {
        progress.begin(together);
        results.push(...(await Promise.all(together.map((row) => measure(row, bench)))));
      }
    } finally {
      await processes?.release();
    }
  }
  for (const row of chosen) if (row.quotient) results.push(quotient(row, results));
  return results;
}

/**
 * @param {string} directory
 * @param {import('./effort.mjs').Effort} effort
 */
async function prepare(directory, effort) {
  // A build of its own: another one may run meanwhile.
  const {entry: cli} = await build({outdir: join(directory, 'dist')});
  const probe = join(directory, 'sampleProbe.mjs');
  await esbuild.build({
    entryPoints: [join(import.meta.dirname, 'sampleProbe.ts')],
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
  const canCompile = existsSync(compiler(root));
  const bunBundle = join(directory, 'bun');
  if (canCompile) {
    await buildExecutable({outfile: executable});
    await build({outdir: bunBundle, forBun: true});
  }
  const native = join(root, 'test/system/harness/native');
  /** @param {string} name */
  const own = (name) => compile(join(import.meta.dirname, `${name}.c`), directory);
  return {
    cli,
    probe,
    directory,
    live: values.program ? [resolve(values.program)] : [process.execPath, cli],
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

/**
 * @param {import('./rows.mjs').Row} row
 * @param {Awaited<ReturnType<typeof prepare>>} bench
 * @returns {Promise<import('./report.mjs').Result>}
 */
async function measure(row, bench) {
  try {
    const measured = await row.measure?.(bench);
    if (typeof measured === 'string')
      return {row, measured: undefined, why: `skipped: ${measured}`};
    return measured ? {row, measured} : {row, measured, why: 'skipped: not built'};
  } catch (error) {
    const why = `failed: ${error instanceof Error ? error.message : String(error)}`;
    process.exitCode = 1;
    return {row, measured: undefined, why};
  }
}

/**
 * @param {import('./rows.mjs').Row} row
 * @param {readonly import('./report.mjs').Result[]} results
 * @returns {import('./report.mjs').Result}
 */
function quotient(row, results) {
  const [above, below] = (row.quotient ?? []).map(
    (id) => results.find((result) => result.row.id === id)?.measured,
  );
  if (!above || !below) return {row, measured: undefined, why: 'skipped: its rows were not run'};
  return {row, measured: {figures: [median(above.figures) / median(below.figures)]}};
}

/** @param {string | undefined} ids */
function chosenRows(ids) {
  if (ids === undefined) return rows;
  const wanted = ids.split(',');
  const unknown = wanted.find((id) => !rows.some((row) => row.id === id));
  if (unknown === undefined) return rows.filter(({id}) => wanted.includes(id));
  console.error(`unknown row ${unknown}\n\n${usage}`);
  process.exit(2);
}

/**
 * Installs the programs that the figures are compared with, from the system's packages.
 *
 * @param {readonly string[]} programs
 */
function installPeers(programs) {
  const missing = programs.filter((program) => !isInstalled(program));
  if (missing.length === 0) return;
  const packages = missing.map((program) => (program === 'cc' ? 'gcc' : program));
  console.error(`Installing ${packages.join(', ')} …`);
  execFileSync('apt-get', ['-qq', '-y', 'install', ...packages], {
    env: {...process.env, DEBIAN_FRONTEND: 'noninteractive'},
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** @param {string} program */
function isInstalled(program) {
  return (process.env.PATH ?? '').split(delimiter).some((directory) => {
    try {
      accessSync(join(directory, program), fsConstants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * @param {object} how
 * @param {readonly import('./report.mjs').Result[]} results
 */
function toJson(how, results) {
  const figures = results.map((result) => {
    const {id, what, unit, reference, budget, host} = result.row;
    return {id, what, unit, reference, budget, host, ...judge(result), measured: result.measured};
  });
  return `${JSON.stringify({time: new Date(), ...how, rows: figures}, undefined, 2)}\n`;
}
