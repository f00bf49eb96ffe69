import type {ProcessSample} from '../../model/sample/sample.js';
import type {Identities} from '../containers/identities.js';
import {type Containers, groupContainers} from '../containers/membership.js';
import type {Reader} from '../io/reader.js';
import {withTimeout} from '../io/withTimeout.js';
import {firstAbove} from './binarySearch.js';
import {createBurstDelay} from './burstDelay.js';
import {createDiscovery} from './discovery.js';
import {createKsmReads} from './ksmReads.js';
import {createLdSoPreload} from './ldSoPreload.js';
import {createProcessTable} from './processTable.js';
import {createRevisits} from './revisits.js';
import {noChanges, sampleOf, type TrackedProcess} from './trackedProcess.js';

/** Follows the processes of a host. */
export type ProcessSampler = {
  /**
   * Takes the first listing of `/proc`, and finds ksmd; from here on the processes are read in the
   * background, unless that is left for later. Only their offers are waited for.
   */
  start(names: readonly string[], readsProcesses: boolean): Promise<void>;
  /** Takes another listing, absent when it would be the same, and reads what is due. */
  advance(names: readonly string[] | undefined): Promise<void>;
  /** As of the last `start` or `advance`; the same array as before while no process changed. */
  readonly processes: readonly ProcessSample[];
  /** The containers that these processes are in, each with the process that represents it. */
  readonly containers: Containers;
  readonly pendingCount: number;
  readonly ksmdPid: number | undefined;
  stop(): void;
};

/** A tick waits this long for reads that wait themselves; what comes later is in the next sample. */
const patienceMs = 100;
/** A sample that may be the only one waits for the child that reads, and for one that hangs. */
const onlySampleMs = 2000;
const ksmdSearchMs = 10;
/** A process that started within this time may not have executed its program yet. */
const youngMs = 2000;
const settleMs = 3000;

/** @param identities Absent: only what processes offer is read. */
export function createProcessSampler(
  reader: Reader,
  {procfs, hostRoot}: {procfs: string; hostRoot: string},
  pageSizeBytes: number,
  identities: Identities | undefined,
): ProcessSampler {
  const offersOnly = identities === undefined;
  const ksm = createKsmReads(reader, procfs);
  const table = createProcessTable(ksm.forget);
  const reading = {
    reader,
    table,
    ksm,
    identities,
    ldSoPreload: createLdSoPreload(reader, hostRoot),
    pageSizeBytes,
    offersOnly,
  };
  const burstDelay = createBurstDelay();
  const revisits = createRevisits(procfs, reading);
  let stopped = false;
  const changes = noChanges();
  const discovery = createDiscovery(procfs, reading, changes, revisits.classify, () => stopped);
  let revisiting: Promise<void> | undefined;
  let lastVisitMs = performance.now();
  /** The processes that `samples` and `containers` were made from. */
  let sampled: readonly TrackedProcess[] = [];
  let samples: readonly ProcessSample[] = [];
  let containers: Containers = new Map();

  async function revisit(): Promise<void> {
    const nowMs = performance.now();
    const elapsedMs = nowMs - lastVisitMs;
    lastVisitMs = nowMs;
    await revisits.revisit(elapsedMs);
  }

  /** Makes the samples of the processes that have changed, and groups them by container. */
  function takeSamples(): void {
    const {processes} = table;
    // To touch ten thousand objects is what costs here: only those that changed are.
    if (processes !== sampled) samples = processes.map(sampleOf);
    else if (changes.samples.size > 0) samples = withChanges(samples, processes, changes.samples);
    if (processes !== sampled || changes.containers) containers = groupContainers(processes);
    changes.samples.clear();
    changes.containers = false;
    sampled = processes;
  }

  return {
    async start(names, readsProcesses) {
      table.enqueue(table.update(names));
      await identities?.prepare();
      await withTimeout(discovery.findKsmd(ksmdSearchMs), patienceMs);
      lastVisitMs = performance.now();
      if (!readsProcesses) return;
      const firstReading = discovery.run({settleMs: 0, withPreload: true});
      if (!offersOnly) return;
      await withTimeout(firstReading, onlySampleMs);
      takeSamples();
    },
    async advance(names) {
      const nowMs = performance.now();
      const elapsedMs = nowMs - lastVisitMs;
      const withPreload = elapsedMs >= youngMs;
      table.enqueue(burstDelay.takeDue(nowMs));
      if (names) table.enqueue(burstDelay.admit(table.update(names), nowMs, elapsedMs));
      revisiting ??= revisit().finally(() => {
        revisiting = undefined;
      });
      await withTimeout(revisiting, patienceMs);
      await withTimeout(discovery.run({settleMs, withPreload}), patienceMs);
      takeSamples();
    },
    get processes() {
      return samples;
    },
    get containers() {
      return containers;
    },
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

/** The samples of `processes`, some of which have changed. */
function withChanges(
  samples: readonly ProcessSample[],
  processes: readonly TrackedProcess[],
  changed: Iterable<TrackedProcess>,
): readonly ProcessSample[] {
  const next = samples.slice();
  for (const tracked of changed) {
    const index = firstAbove(processes, pidOf, tracked.pid - 1);
    if (processes[index] === tracked) next[index] = sampleOf(tracked);
  }
  return next;
}

const pidOf = ({pid}: TrackedProcess) => pid;
