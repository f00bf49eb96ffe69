import {execFileSync, spawnSync} from 'node:child_process';
import {setTimeout as pause} from 'node:timers/promises';
import {htop, htopIsThere, inTerminal, ksmtopIsThere} from './inTerminal.mjs';
import {lineProgram} from './lineProgram.mjs';
import {metered, onNode} from './metered.mjs';

/**
 * What a measure has to work with.
 *
 * @typedef {object} Bench
 * @property {readonly string[]} live command that shows the live screen
 * @property {string} [executable] the single file, where it was built
 * @property {{program: string, cli: string}} [bun] its runtime, and the bundle that it is made of
 * @property {string} cli the bundle
 * @property {string} probe the bundled sampleProbe.ts
 * @property {Record<'readFiles' | 'estimate' | 'slowLine' | 'storm' | 'stuck' | 'workload', string>} programs compiled
 * @property {string} directory for files of the bench
 * @property {import('../effort.mjs').Effort} effort
 *
 * Figures of several repeats, and those of the reference.
 *
 * @typedef {object} Figures
 * @property {number[]} figures
 * @property {number[]} [reference]
 * @property {string} [note]
 */

/** @param {readonly string[]} command @param {string} mark */
const firstFrame = (command, mark) => inTerminal(command, (session) => session.until(mark));

/** @param {readonly string[]} command */
function toExit([program = '', ...args]) {
  const startMs = performance.now();
  spawnSync(program, args, {stdio: 'ignore'});
  return performance.now() - startMs;
}

/**
 * Runs both in turn, so that other load on the machine affects both.
 *
 * @param {number} repeats
 * @param {() => number | Promise<number>} figure
 * @param {() => number | Promise<number>} reference
 */
async function alternate(repeats, figure, reference) {
  const result = {figures: /** @type {number[]} */ ([]), reference: /** @type {number[]} */ ([])};
  for (let turn = 0; turn < repeats; turn++) {
    result.figures.push(await figure());
    result.reference.push(await reference());
  }
  return result;
}

/** @param {Bench} bench */
export function executableFirstFrame({executable, effort}) {
  if (executable === undefined) return undefined;
  const command = [executable];
  return alternate(
    effort.starts,
    () => firstFrame(command, ksmtopIsThere),
    () => firstFrame(htop, htopIsThere),
  );
}

/** @param {Bench} bench */
export function bundleFirstFrame({cli, effort}) {
  return alternate(
    effort.starts,
    () => firstFrame([process.execPath, cli], ksmtopIsThere),
    () => toExit([process.execPath, '-e', '0']),
  );
}

/** @param {readonly string[]} command @param {import('../effort.mjs').Effort} effort */
const toExitAgainstNode = (command, {starts}) =>
  alternate(
    starts,
    () => toExit(command),
    () => toExit([process.execPath, '-e', '0']),
  );

/** @param {readonly string[]} args */
export const run =
  (...args) =>
  (/** @type {Bench} */ {cli, effort}) =>
    toExitAgainstNode([process.execPath, cli, ...args], effort);

/** @param {readonly string[]} args */
export const runExecutable =
  (...args) =>
  (/** @type {Bench} */ {executable, effort}) =>
    executable === undefined ? undefined : toExitAgainstNode([executable, ...args], effort);

/**
 * CPU and bytes a second of a screen that has settled.
 *
 * @param {Bench} bench
 * @param {readonly string[]} command
 * @param {string} mark
 */
const costs = ({effort}, command, mark) =>
  inTerminal(command, async (session) => {
    await session.until(mark);
    await pause(effort.settleSeconds * 1000);
    return session.costs(effort.seconds);
  });

/** @param {Bench} bench */
export const cpuAgainstHtop = (bench) =>
  alternate(
    bench.effort.repeats,
    async () => (await costs(bench, bench.live, ksmtopIsThere)).cpuMs,
    async () => (await costs(bench, htop, htopIsThere)).cpuMs,
  );

/** @param {Bench} bench */
export const bytesAgainstHtop = (bench) =>
  alternate(
    bench.effort.repeats,
    async () => (await costs(bench, bench.live, ksmtopIsThere)).bytes,
    async () => (await costs(bench, htop, htopIsThere)).bytes,
  );

/**
 * Takes a sample each second, and has the C program read the same files.
 *
 * @param {Bench} bench
 */
async function samples({probe, programs, effort}) {
  const sampler = lineProgram(process.execPath, [probe]);
  const reader = lineProgram(programs.readFiles, []);
  const result = [];
  let settled = 0;
  try {
    while (result.length < effort.samples) {
      const sample = JSON.parse(await sampler.ask('sample'));
      const [wallMs = 0, cpuMs = 0] = (await reader.ask(['/proc', ...sample.files].join('\t')))
        .split(' ')
        .map(Number);
      if (sample.pending === 0 && ++settled > effort.settleSeconds) {
        result.push({...sample, files: sample.files.length, reference: {wallMs, cpuMs}});
      }
      await pause(1000);
    }
  } finally {
    await sampler.end();
    await reader.end();
  }
  return result;
}

/** @param {'wallMs' | 'cpuMs'} what */
export const sample = (what) => async (/** @type {Bench} */ bench) => {
  const all = await samples(bench);
  return {
    figures: all.map((each) => each[what]),
    reference: all.map((each) => each.reference[what]),
    note: `${all.at(-1)?.files} files`,
  };
};

/** @param {Bench} bench */
export async function slices(bench) {
  const {settleSeconds, seconds} = bench.effort;
  const readings = await metered(bench, onNode(bench), 1000, async (session, begin) => {
    await session.until(ksmtopIsThere);
    await pause(settleSeconds * 1000);
    begin();
    await pause(seconds * 1000);
  });
  return {figures: readings.map(({sliceMs}) => sliceMs)};
}

/** @param {Bench} bench */
export async function savedSum({cli, effort}) {
  const figures = [];
  const reference = [];
  for (let turn = 0; turn < effort.repeats; turn++) {
    const text = execFileSync(process.execPath, [cli, 'print', '-n', '1', '--format', 'json']);
    const {figures: system, containers} = JSON.parse(String(text));
    let sum = 0;
    for (const {id, saved_bytes = 0} of containers) if (id !== 'unattributed') sum += saved_bytes;
    figures.push(sum / 2 ** 20);
    reference.push(system.saved_bytes / 2 ** 20);
  }
  return {figures, reference};
}
