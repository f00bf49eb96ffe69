import {readFile} from 'node:fs/promises';
import {brotliCompressSync, constants, gunzipSync} from 'node:zlib';

/** @typedef {Record<string, any>} Json */

/**
 * The text of a recording, compressed as a whole, in base64. Of the machine it keeps these containers
 * only, and neither its name nor those of its users.
 *
 * @param {string} path
 * @param {readonly string[]} names
 */
export async function packedRecording(path, names) {
  const text = reduced(gunzipSync(await readFile(path)).toString('latin1'), new Set(names));
  const packed = brotliCompressSync(Buffer.from(text, 'latin1'), {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    },
  });
  return packed.toString('base64');
}

/** @param {string} text @param {ReadonlySet<string>} names */
function reduced(text, names) {
  const pids = new Set();
  const ids = new Set();
  const starts = new Map();
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const kept = lines.filter((line) => {
    if (line.processes) line.processes = keptProcesses(line.processes, {names, pids, ids, starts});
    return !line.inspection || pids.has(String(line.inspection.pid));
  });
  for (const {host, sample} of kept) {
    if (host) renameHost(host);
    if (sample) reduceSample(sample, ids, starts);
  }
  markOwnWrites(kept.flatMap(({sample}) => sample ?? []));
  return kept.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/**
 * @param {Json} processes
 * @param {{
 *   names: ReadonlySet<string>, pids: Set<string>, ids: Set<string>, starts: Map<number, number>,
 * }} kept
 */
function keptProcesses(processes, {names, pids, ids, starts}) {
  const entries = Object.entries(processes).filter(([pid, change]) => {
    if (change === null) return pids.delete(pid);
    if (!change.container) return pids.has(pid);
    if (!names.has(change.container.name)) return false;
    pids.add(pid);
    ids.add(change.container.id);
    starts.set(Number(pid), change.startTicks);
    return true;
  });
  return Object.fromEntries(entries);
}

/**
 * @param {Json} sample
 * @param {ReadonlySet<string>} ids
 * @param {ReadonlyMap<number, number>} starts of the processes, by pid
 */
function reduceSample(sample, ids, starts) {
  if (sample['host']) renameHost(sample['host']);
  // What ksmtop opted in before would be advice about the containers.
  const optIns = sample['optIns']?.filter(
    (/** @type {Json} */ {pid, startTicks}) => starts.get(pid) === startTicks,
  );
  if (optIns) sample['optIns'] = optIns;
  for (const key of ['containerMemory', 'containerNames', 'containerLibraries']) {
    if (!sample[key]) continue;
    const kept = Object.entries(sample[key]).filter(([id]) => ids.has(id));
    sample[key] = Object.fromEntries(kept);
  }
}

/** @param {Json} host */
function renameHost(host) {
  if (host['name']) host['name'] = 'demo';
  if (host['kernelRelease']) host['kernelRelease'] = host['kernelRelease'].replace(/-.*/, '');
  delete host['userNames'];
}

/**
 * Writes were made by another ksmtop than the one that recorded, but by the same person.
 * @param {readonly Json[]} samples
 */
function markOwnWrites(samples) {
  for (const [index, sample] of samples.entries()) {
    const changed = Object.entries(sample['ksm']?.parameters ?? {});
    // The first sample of a segment has all of them.
    if (sample['host']?.name || changed.length === 0) continue;
    sample['ownWrites'] = Object.fromEntries(changed.map(([name, value]) => [name, [value]]));
    const next = samples[index + 1];
    if (next && !next['host']?.name) next['ownWrites'] = null;
  }
}
