import {readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {inTerminal} from './inTerminal.mjs';

/** @typedef {import('./measures.mjs').Bench} Bench */

const meter = join(import.meta.dirname, 'meter.mjs');

/** @param {Bench} bench @param {readonly string[]} flags of Node */
export const onNode = ({cli}, flags = []) => [process.execPath, ...flags, '--import', meter, cli];

/** The executable's runtime: nothing can be loaded into the executable itself. @param {Bench} bench */
export const onBun = ({bun}) => bun && [bun.program, '--preload', meter, bun.cli];

let count = 0;

/**
 * Runs a program with meter.mjs loaded; its readings since `use` called `begin`.
 *
 * @param {Bench} bench
 * @param {readonly string[]} command
 * @param {number} everyMs
 * @param {(session: import('./session.mjs').Session, begin: () => void) => Promise<unknown>} use
 * @returns {Promise<{heapMiB: number, sliceMs: number}[]>}
 */
export async function metered({directory}, command, everyMs, use) {
  const file = join(directory, `meter-${++count}`);
  const env = {KSMTOP_METER: file, KSMTOP_METER_MS: String(everyMs)};
  const begin = () => rmSync(file, {force: true});
  await inTerminal(command, (session) => use(session, begin), env);
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
