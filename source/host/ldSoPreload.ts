import {findPreloadInFile} from '../kernel/environ.js';
import type {Reader} from './reader.js';
import {learn, type TrackedProcess} from './trackedProcess.js';

/** Long enough to cost nothing, short enough to see that an administrator has changed the file. */
const validMs = 60_000;
const mostRemembered = 10_000;

/**
 * The KSM library that `/etc/ld.so.preload` asks for, in the root directory of a container's
 * processes: read once for all of them.
 */
export type LdSoPreload = {
  /** Completes what the environment of these processes did not ask for. */
  explain(processes: readonly TrackedProcess[]): Promise<void>;
};

export function createLdSoPreload(reader: Reader, hostRoot: string): LdSoPreload {
  const entries = new Map<string, {entry: string | false; readMs: number}>();

  async function readEntries(processes: readonly TrackedProcess[]): Promise<void> {
    const nowMs = performance.now();
    if (entries.size > mostRemembered) entries.clear();
    const askers = new Map<string, TrackedProcess>();
    for (const tracked of processes) {
      const {id} = tracked.known.container;
      const known = entries.get(id);
      if (!known || nowMs - known.readMs > validMs) askers.set(id, tracked);
    }
    await reader.read(
      [...askers].map(([id, {directory, known}]) => ({
        root: known.container.kind === 'host' ? hostRoot : `${directory}/root`,
        path: '/etc/ld.so.preload',
        // The root of a container may be on a file server that does not answer.
        waitsFor: {name: `root of ${id}`, from: 'open'},
        take(bytes) {
          entries.set(id, {entry: findPreloadInFile(bytes.toString()) ?? false, readMs: nowMs});
        },
        fail(errno) {
          if (errno === 'ENOENT' || errno === 'ENOTDIR')
            entries.set(id, {entry: false, readMs: nowMs});
          else entries.delete(id);
        },
      })),
    );
  }

  return {
    async explain(processes) {
      const unexplained = processes.filter(({known}) => known.requested === false);
      await readEntries(unexplained);
      for (const tracked of unexplained) {
        learn(tracked, 'requested', entries.get(tracked.known.container.id)?.entry);
      }
    },
  };
}
