import {mkdtempSync, writeFileSync} from 'node:fs';
import {constants, tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {smallEffort, wholeEffort} from './effort.mjs';
import {hosts, smallHosts} from './hosts.mjs';
import {guard, releaseAll} from './machine/guard.mjs';
import {holdKsm} from './machine/heldKsm.mjs';
import {startProcesses} from './machine/hostProcesses.mjs';
import {installPeers} from './machine/peers.mjs';
import {prepare} from './prepare.mjs';
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
    const bench = await prepare(directory, effort, values.program);
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
 * @param {import('./prepare.mjs').Prepared} bench
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
 * @param {import('./rows.mjs').Row} row
 * @param {import('./prepare.mjs').Prepared} bench
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
