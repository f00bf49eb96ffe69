import type {ProcessSample} from '../model/sample.js';
import {type Containers, groupContainers} from './containers.js';
import {createDiscovery} from './discovery.js';
import {createIdentities} from './identities.js';
import {createKsmReads} from './ksmReads.js';
import {createLdSoPreload} from './ldSoPreload.js';
import {createLooks} from './looks.js';
import {createProcessTable} from './processTable.js';
import type {Reader} from './reader.js';
import {sampleOf} from './trackedProcess.js';
import {within} from './within.js';

/** Follows the processes of a host. */
export type ProcessSampler = {
  /**
   * Takes the first listing of `/proc`, and finds ksmd; from here on the processes are read in the
   * background, unless that is left for later.
   */
  start(names: readonly string[], readsProcesses: boolean): Promise<void>;
  /** Takes another listing, and reads what is due. */
  advance(names: readonly string[]): Promise<void>;
  /** The same array as before while no process changed. */
  processes(): readonly ProcessSample[];
  /** The containers there are now, each with the process that stands for it. */
  containers(): Containers;
  readonly pendingCount: number;
  readonly ksmdPid: number | undefined;
  stop(): void;
};

/** A tick waits this long for reads that wait themselves; what comes later is in the next sample. */
const patienceMs = 100;
const ksmdSearchMs = 10;
/** A process that was not there so long ago may still be before its exec. */
const youngMs = 2000;
const settleMs = 3000;

export function createProcessSampler(
  reader: Reader,
  procfs: string,
  pageSizeBytes: number,
): ProcessSampler {
  const identities = createIdentities(reader, procfs);
  const reading = {
    reader,
    ksm: createKsmReads(reader),
    identities,
    ldSoPreload: createLdSoPreload(reader),
    pageSizeBytes,
  };
  const table = createProcessTable();
  const looks = createLooks(procfs, reading, table);
  let stopped = false;
  const discovery = createDiscovery(procfs, reading, table, looks.admit, () => stopped);
  let looking: Promise<void> | undefined;
  let lastLookMs = performance.now();
  let samples: readonly ProcessSample[] = [];

  async function look(): Promise<void> {
    const nowMs = performance.now();
    const elapsedMs = nowMs - lastLookMs;
    lastLookMs = nowMs;
    await looks.look(elapsedMs);
  }

  return {
    async start(names, readsProcesses) {
      table.update(names);
      await identities.prepare();
      await within(discovery.findKsmd(ksmdSearchMs), patienceMs);
      lastLookMs = performance.now();
      if (readsProcesses) void discovery.run({settleMs: 0, withPreload: true});
    },
    async advance(names) {
      const isYoung = performance.now() - lastLookMs < youngMs;
      for (const tracked of table.update(names)) looks.dismiss(tracked);
      looking ??= look().finally(() => {
        looking = undefined;
      });
      await within(looking, patienceMs);
      await within(discovery.run({settleMs, withPreload: !isYoung}), patienceMs);
    },
    processes() {
      const current = table.processes;
      let isSame = current.length === samples.length;
      const next = current.map((tracked, index) => {
        const sample = sampleOf(tracked);
        isSame &&= sample === samples[index];
        return sample;
      });
      if (!isSame) samples = next;
      return samples;
    },
    containers: () => groupContainers(table.processes),
    get pendingCount() {
      return table.pendingCount;
    },
    get ksmdPid() {
      return discovery.ksmdPid;
    },
    stop() {
      stopped = true;
    },
  };
}
