/*
 * Measures the gain of each patch: CPU time of the program up to the first frame, and of the live
 * screen at five samples a second, with all patches and with all but one, in turn. CPU time, since
 * other load on the machine changes it less than the time that passes.
 *
 * Run: node scripts/bench/patchGains.mjs
 */
import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {build} from '../build.mjs';
import {patches} from '../patches/index.mjs';
import {inTerminal, ksmtopIsThere} from './measures/inTerminal.mjs';
import {median, rounded} from './statistics.mjs';

const starts = 21;
const runs = 4;
const settleMs = 4000;
const measuredSeconds = 8;
const allPatches = 'all patches';

const directory = mkdtempSync(join(tmpdir(), 'ksmtop-patches-'));
try {
  const optional = patches.filter(({required}) => !required).map(({name}) => name);
  const variants = [allPatches, ...optional];
  for (const name of variants) await build({outdir: join(directory, name), without: name});
  console.log(table(variants, await inTurn(variants, starts, firstFrameMs), 'ms'));
  console.log(table(variants, await inTurn(variants, runs, liveMsPerSecond), 'ms/s'));
} finally {
  rmSync(directory, {recursive: true});
}

/**
 * @param {readonly string[]} variants
 * @param {number} repeats
 * @param {(command: readonly string[]) => Promise<number>} measure
 */
async function inTurn(variants, repeats, measure) {
  const figures = new Map(variants.map((name) => [name, /** @type {number[]} */ ([])]));
  for (let turn = 0; turn < repeats; turn++) {
    for (const [name, values] of figures) {
      values.push(await measure([process.execPath, join(directory, name, 'cli.js')]));
    }
  }
  return figures;
}

/** @param {readonly string[]} command */
function firstFrameMs(command) {
  return inTerminal(command, async (session) => {
    await session.until(ksmtopIsThere);
    const cpuMs = cpuMsOf(session.pid);
    // It keeps its compiled code when it ends.
    session.type('q');
    await pause(300);
    return cpuMs;
  });
}

/** @param {readonly string[]} command */
function liveMsPerSecond(command) {
  return inTerminal([...command, '--delay', '0.2'], async (session) => {
    await session.until(ksmtopIsThere);
    await pause(settleMs);
    const before = cpuMsOf(session.pid);
    await pause(measuredSeconds * 1000);
    return (cpuMsOf(session.pid) - before) / measuredSeconds;
  });
}

/** CPU time of all threads of a process, to the microsecond. @param {number} pid */
function cpuMsOf(pid) {
  const nanoseconds = readdirSync(`/proc/${pid}/task`).map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ')[0]),
  );
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6;
}

/**
 * @param {readonly string[]} variants
 * @param {ReadonlyMap<string, readonly number[]>} figures
 * @param {string} unit
 */
function table(variants, figures, unit) {
  const all = median(figures.get(allPatches) ?? []);
  return variants
    .map((name) => {
      const figure = median(figures.get(name) ?? []);
      const what = name === allPatches ? name : `without ${name}`;
      return `${what.padEnd(40)} ${rounded(figure)} ${unit}  ${rounded((figure / all - 1) * 100)} %`;
    })
    .join('\n');
}
