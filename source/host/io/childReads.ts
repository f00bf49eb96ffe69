import type {ReadRequest} from './reader.js';
import {type Ask, createReadLane, type Done, type ReadLane} from './readLane.js';
import type {WireAsk} from './readProtocol.js';
import {createStuckLocks} from './stuckLocks.js';

/**
 * Reads that may hang, in children: a read of the memory of a process whose lock is held, of a file
 * system that does not answer. A child that hangs is killed, so it costs a pause and the one
 * answer, never the event loop, and never the end of the program.
 */
export type ChildReads = {
  /** Starts what the first sample needs while the program itself is still being loaded. */
  prepare(): void;
  /** Whether processes are read without a wait for a child that is still starting. */
  readonly isReady: boolean;
  read(reads: readonly ChildRead[]): void;
  forget(path: string): void;
  /** Children that were killed and that the kernel has not let go. */
  readonly hung: number;
  close(): void;
};

export type ChildRead = {
  request: Pick<ReadRequest, 'waitsFor' | 'patient'> & WireAsk;
  done: Done;
};

/** By what a read waits for, so that the one does not hold up the other. */
type LaneName = 'processes' | 'files' | 'patient';

/** A disk that was asleep takes its time, and a read of a gigabyte's page tables seconds. */
const looksAllowed: Readonly<Record<LaneName, number>> = {processes: 5, files: 40, patient: 100};
/** Where many hang, one more is no surprise. */
const looksAmongMany = 2;
const firstPauseMs = 2000;
/** After this many hangs within this time, only what has answered before is asked for. */
const mostHangs = 8;
const hangsCountedMs = 10_000;
const mostRemembered = 50_000;

export function createChildReads(): ChildReads {
  const stuckLocks = createStuckLocks(firstPauseMs);
  /** Locks that somebody got through. */
  const proven = new Set<string>();
  let hangs: number[] = [];

  function laneFor(name: LaneName): ReadLane {
    return createReadLane({
      looksAllowed: () =>
        stuckLocks.many && name === 'processes' ? looksAmongMany : looksAllowed[name],
      blame({lock}) {
        stuckLocks.blame(lock);
        proven.delete(lock);
        hangs.push(performance.now());
      },
    });
  }

  const lanes: Readonly<Record<LaneName, ReadLane>> = {
    processes: laneFor('processes'),
    files: laneFor('files'),
    patient: laneFor('patient'),
  };

  function hangTooOften(): boolean {
    if (hangs.length < mostHangs) return false;
    const sinceMs = performance.now() - hangsCountedMs;
    hangs = hangs.filter((timeMs) => timeMs > sinceMs);
    return hangs.length >= mostHangs;
  }

  function prove(lock: string): void {
    stuckLocks.clear(lock);
    if (proven.size >= mostRemembered) proven.clear();
    proven.add(lock);
  }

  return {
    prepare() {
      lanes.processes.prepare();
      lanes.files.prepare();
    },
    get isReady() {
      return lanes.processes.isReady;
    },
    read(reads) {
      const asks: Record<LaneName, Ask[]> = {processes: [], files: [], patient: []};
      const onlyProven = hangTooOften();
      for (const {request, done} of reads) {
        const {waitsFor, patient, ...wire} = request;
        const shared = waitsFor?.name ?? request.path;
        // Others for the same lock are not held up by what takes seconds in good health.
        const lock = patient ? request.path : shared;
        if (stuckLocks.isStuck(lock) || stuckLocks.isStuck(shared)) done(undefined, 'ETIMEDOUT');
        else if (onlyProven && waitsFor && !proven.has(lock)) done(undefined, 'EAGAIN');
        else {
          asks[laneOf(request)].push({
            wire,
            lock,
            done(bytes, errno) {
              if (bytes && waitsFor) prove(lock);
              done(bytes, errno);
            },
          });
        }
      }
      for (const name of Object.keys(asks) as LaneName[]) lanes[name].ask(asks[name]);
    },
    forget(path) {
      lanes.processes.forget(path);
    },
    get hung() {
      return Object.values(lanes).reduce((sum, lane) => sum + lane.hung, 0);
    },
    close() {
      for (const lane of Object.values(lanes)) lane.close();
    },
  };
}

function laneOf({patient, root}: ChildRead['request']): LaneName {
  if (patient) return 'patient';
  return root === undefined ? 'processes' : 'files';
}
