import {readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {inTerminal} from './inTerminal.mjs';

/**
 * The readings of meter.mjs within the program, from when `use` began to measure.
 *
 * @param {import('./measures.mjs').Bench} bench
 * @param {{flags?: string[], args?: string[], everyMs: number}} options of Node, of the program
 * @param {(session: import('./session.mjs').Session, begin: () => void) => Promise<unknown>} use
 * @returns {Promise<{heapMiB: number, sliceMs: number}[]>}
 */
export async function metered({cli, directory}, {flags = [], args = [], everyMs}, use) {
  const file = join(directory, `meter${flags.join('')}`);
  const meter = join(import.meta.dirname, 'meter.mjs');
  const command = [process.execPath, ...flags, '--import', meter, cli, ...args];
  const env = {KSMTOP_METER: file, KSMTOP_METER_MS: String(everyMs)};
  const begin = () => rmSync(file, {force: true});
  await inTerminal(command, (session) => use(session, begin), env);
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}
