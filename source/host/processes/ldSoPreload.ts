import {findPreloadInFile} from '../../kernel/process/environ.js';
import {isPassing} from '../../kernel/readFailure.js';
import type {Reader} from '../io/reader.js';
import {preloadFileRequest} from './preloadFile.js';
import {setFact, type TrackedProcess} from './trackedProcess.js';

/** An administrator may change the file. */
const validMs = 60_000;
const retryMs = 2000;
const mostRemembered = 10_000;
/** There is no such file: no library is requested. */
const absent: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR']);
/** Its content cannot be known: too large, or inside a container of a remote host. */
const unknowable: ReadonlySet<string> = new Set(['EFBIG', 'EOPNOTSUPP']);

/**
 * The KSM library that `/etc/ld.so.preload` requests, in the root directory of a container: read
 * once for all of its processes.
 */
export type LdSoPreload = {
  /** Sets `requested` of the processes whose environment requests no library. */
  setRequested(processes: readonly TrackedProcess[]): Promise<void>;
  /** The same, after a while, for processes whose file could not be read for now. */
  retry(): Promise<void>;
};

export function createLdSoPreload(reader: Reader, hostRoot: string): LdSoPreload {
  const entries = new Map<string, {entry: string | false | undefined; readMs: number}>();
  const waiting = new Set<TrackedProcess>();
  let triedMs = performance.now();

  /** Returns the ids of the containers whose file could not be read for now. */
  async function readEntries(processes: readonly TrackedProcess[]): Promise<ReadonlySet<string>> {
    const later = new Set<string>();
    const nowMs = performance.now();
    if (entries.size > mostRemembered) entries.clear();
    const representatives = new Map<string, TrackedProcess>();
    for (const tracked of processes) {
      const {id} = tracked.known.container;
      const known = entries.get(id);
      if (!known || nowMs - known.readMs > validMs) representatives.set(id, tracked);
    }
    await reader.read(
      [...representatives].map(([id, {directory, known}]) =>
        // The root directory of a container may be on a file server that does not answer.
        preloadFileRequest(
          known.container.kind === 'host' ? hostRoot : `${directory}/root`,
          {name: `root of ${id}`, from: 'open'},
          {
            take(text) {
              entries.set(id, {entry: findPreloadInFile(text) ?? false, readMs: nowMs});
            },
            fail(errno) {
              entries.delete(id);
              if (isPassing(errno)) later.add(id);
              else if (absent.has(errno)) entries.set(id, {entry: false, readMs: nowMs});
              else if (unknowable.has(errno)) entries.set(id, {entry: undefined, readMs: nowMs});
            },
          },
        ),
      ),
    );
    return later;
  }

  async function complete(processes: readonly TrackedProcess[]): Promise<void> {
    const later = await readEntries(processes);
    for (const tracked of processes) {
      const {id} = tracked.known.container;
      const found = entries.get(id);
      if (found || later.has(id)) setFact(tracked, 'requested', found?.entry);
      if (later.has(id)) waiting.add(tracked);
    }
  }

  return {
    setRequested(processes) {
      for (const tracked of processes) waiting.delete(tracked);
      return complete(processes.filter(({known}) => known.requested === false));
    },
    async retry() {
      const nowMs = performance.now();
      if (waiting.size === 0 || nowMs - triedMs < retryMs) return;
      triedMs = nowMs;
      const processes = [...waiting].filter(({state}) => state !== 'gone');
      waiting.clear();
      await complete(processes);
    },
  };
}
