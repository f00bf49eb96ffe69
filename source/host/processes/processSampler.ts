import type {ProcessSample} from '../../model/sample/sample.js';
import type {Identities} from '../containers/identities.js';
import {type Containers, groupContainers} from '../containers/membership.js';
import type {Reader} from '../io/reader.js';
import {withTimeout} from '../io/withTimeout.js';
import {firstAbove} from './binarySearch.js';
import {createDiscovery} from './discovery.js';
import {createKsmReads} from './ksmReads.js';
import {createLdSoPreload} from './ldSoPreload.js';
import {createNewcomers} from './newcomers.js';
import {createProcessTable} from './processTable.js';
import {createLooks} from './revisits.js';
import {noChanges, sampleOf, type TrackedProcess} from './trackedProcess.js';

/** Follows the processes of a host. */
export type ProcessSampler = {
  /**
   * Takes the first listing of `/proc`, and finds ksmd; from here on the processes are read in the
   * background, unless that is left for later. Their offers alone are waited for.
   */
  start(names: readonly string[], readsProcesses: boolean): Promise<void>;
  /** Takes another listing, absent when it would be the same, and reads what is due. */
  advance(names: readonly string[] | undefined): Promise<void>;
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
/** A sample that may be the only one waits for the child that reads, and for one that hangs. */
const onlySampleMs = 2000;
const ksmdSearchMs = 10;
/** A process that was not there so long ago may still be before its exec. */
const youngMs = 2000;
const settleMs = 3000;

export function createProcessSampler(
  reader: Reader,
  {procfs, hostRoot}: {procfs: string; hostRoot: string},
  pageSizeBytes: number,
  /** Absent: no more is asked for than what processes offer. */
  identities: Identities | undefined,
  withoutKsmd: boolean,
): ProcessSampler {
  const offersOnly = identities === undefined;
  const reading = {
    reader,
    ksm: createKsmReads(reader, procfs),
    identities,
    ldSoPreload: createLdSoPreload(reader, hostRoot),
    pageSizeBytes,
    offersOnly,
    withoutKsmd,
  };
  const table = createProcessTable();
  const newcomers = createNewcomers();
  const looks = createLooks(procfs, reading, table);
  let stopped = false;
  const changes = noChanges();
  const discovery = createDiscovery(procfs, reading, table, changes, looks.admit, () => stopped);
  let looking: Promise<void> | undefined;
  let lastLookMs = performance.now();
  /** What `samples` and `containers` were made from: another array when others are followed. */
  let sampled: readonly TrackedProcess[] = [];
  let samples: readonly ProcessSample[] = [];
  let grouped: readonly TrackedProcess[] = [];
  let containers: Containers = new Map();

  async function look(): Promise<void> {
    const nowMs = performance.now();
    const elapsedMs = nowMs - lastLookMs;
    lastLookMs = nowMs;
    await looks.look(elapsedMs);
  }

  return {
    async start(names, readsProcesses) {
      table.enqueue(table.update(names).newcomers);
      await identities?.prepare();
      await withTimeout(discovery.findKsmd(ksmdSearchMs), patienceMs);
      lastLookMs = performance.now();
      if (!readsProcesses) return;
      const reading = discovery.run({settleMs: 0, withPreload: true});
      if (offersOnly) await withTimeout(reading, onlySampleMs);
    },
    async advance(names) {
      const nowMs = performance.now();
      const elapsedMs = nowMs - lastLookMs;
      const isYoung = elapsedMs < youngMs;
      table.enqueue(newcomers.takeDue(nowMs));
      if (names) {
        const listed = table.update(names);
        for (const tracked of listed.vanished) looks.dismiss(tracked);
        table.enqueue(newcomers.admit(listed.newcomers, nowMs, elapsedMs));
      }
      looking ??= look().finally(() => {
        looking = undefined;
      });
      await withTimeout(looking, patienceMs);
      await withTimeout(discovery.run({settleMs, withPreload: !isYoung}), patienceMs);
    },
    processes() {
      const {processes} = table;
      // To touch ten thousand objects is what costs here: only those that changed are.
      if (processes !== sampled) samples = processes.map(sampleOf);
      else if (changes.samples.size > 0) samples = withChanges(samples, processes, changes.samples);
      changes.samples.clear();
      sampled = processes;
      return samples;
    },
    containers() {
      const {processes} = table;
      if (processes !== grouped || changes.containers) containers = groupContainers(processes);
      changes.containers = false;
      grouped = processes;
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

/** The samples of `processes`, of which these have changed. */
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
