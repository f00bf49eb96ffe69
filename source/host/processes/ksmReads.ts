import {type ProcessKsm, parseKsmMergingPages, parseKsmStat} from '../../kernel/process/ksmStat.js';
import {isGone} from '../../kernel/readFailure.js';
import type {Reader, ReadRequest} from '../io/reader.js';
import {offersMemory, setFact, type TrackedProcess} from './trackedProcess.js';

/** Requests the KSM figures of processes: `ksm_stat` (6.1), `ksm_merging_pages` (5.19). */
export type KsmReads = {
  /** Finds out which of these files there are, from the reader itself or from this process. */
  probe(directory: string): Promise<void>;
  /** For one reading. */
  requests(tracked: TrackedProcess): readonly ReadRequest[];
  /** For a process that is read on every tick: the files stay open until `forget`. */
  keptRequests(tracked: TrackedProcess): readonly ReadRequest[];
  forget(tracked: TrackedProcess): void;
};

export function createKsmReads(reader: Reader, procfs: string): KsmReads {
  /** Absent: not known yet. Before 6.1 there is no `ksm_stat`. */
  let hasStat: boolean | undefined;
  let hasMergingPages = false;
  /** Since 6.4 `ksm_stat` has the merging pages, too. */
  let statIsWhole = false;
  /** Since 6.14 `ksm_stat` has lines that the kernel writes under the memory lock. */
  let statWaits = true;
  /** The text of processes that offer nothing, most of a host: they share one object. */
  let quiet: {bytes: Buffer; ksm: ProcessKsm} | undefined;

  /** The figures in a text that is new; learns from it what this kernel writes. */
  function takeStat(bytes: Buffer): ProcessKsm {
    if (quiet?.bytes.equals(bytes)) return quiet.ksm;
    const ksm = parseKsmStat(bytes);
    if (bytes.length === 0) return ksm;
    statIsWhole = ksm.mergingPages !== undefined;
    statWaits = ksm.mergeable !== undefined;
    if (!offersMemory(ksm)) quiet = {bytes: Buffer.from(bytes), ksm};
    return ksm;
  }

  function statRequest(tracked: TrackedProcess, often: boolean): ReadRequest {
    /** The last text of a process that is read often: the same one again changes nothing. */
    let last: Buffer | undefined;
    return {
      path: `${tracked.directory}/ksm_stat`,
      often,
      ...(statWaits && {waitsFor: tracked.readLock}),
      take(bytes) {
        const known = tracked.known.ksm;
        if (known && last?.equals(bytes)) return;
        if (often) last = Buffer.from(bytes);
        const ksm = takeStat(bytes);
        const {mergingPages} = known ?? {};
        const whole = statIsWhole || mergingPages === undefined ? ksm : {...ksm, mergingPages};
        if (!known || !isSame(known, whole)) setFact(tracked, 'ksm', whole);
        setFact(tracked, 'ksmRefusal', undefined);
      },
      fail: (errno) => setRefusal(tracked, errno),
    };
  }

  function mergingPagesRequest(tracked: TrackedProcess, often: boolean): ReadRequest {
    return {
      path: `${tracked.directory}/ksm_merging_pages`,
      often,
      take(bytes) {
        const mergingPages = parseKsmMergingPages(bytes);
        if (mergingPages === tracked.known.ksm?.mergingPages && tracked.known.ksm) return;
        const ksm: ProcessKsm = {...tracked.known.ksm};
        if (mergingPages === undefined) delete ksm.mergingPages;
        else ksm.mergingPages = mergingPages;
        setFact(tracked, 'ksm', ksm);
        if (!hasStat) setFact(tracked, 'ksmRefusal', undefined);
      },
      fail: (errno) => setRefusal(tracked, errno),
    };
  }

  function requestsOf(tracked: TrackedProcess, often: boolean): readonly ReadRequest[] {
    const requests: ReadRequest[] = [];
    if (hasStat) requests.push(statRequest(tracked, often));
    if (hasMergingPages && !(hasStat && statIsWhole)) {
      requests.push(mergingPagesRequest(tracked, often));
    }
    return requests;
  }

  return {
    async probe(directory) {
      if (hasStat !== undefined) return;
      // The reader's own memory lock is free, and the text shows what other files are needed.
      await reader.read([
        {
          path: `${procfs}/self/ksm_stat`,
          take(bytes) {
            if (bytes.length === 0) return;
            takeStat(bytes);
            hasStat = true;
            hasMergingPages = true;
          },
        },
      ]);
      if (hasStat) return;
      const names = await reader.list(directory).catch(() => undefined);
      // Of a process that ended before it could be listed nothing follows.
      if (!names?.includes('stat')) return;
      hasStat = names.includes('ksm_stat');
      hasMergingPages = names.includes('ksm_merging_pages');
    },
    requests: (tracked) => requestsOf(tracked, false),
    keptRequests(tracked) {
      tracked.keptRequests ??= requestsOf(tracked, true);
      return tracked.keptRequests;
    },
    forget(tracked) {
      for (const {path} of tracked.keptRequests ?? []) reader.forget(path);
      tracked.keptRequests = undefined;
    },
  };
}

function setRefusal(tracked: TrackedProcess, errno: string): void {
  setFact(tracked, 'ksm', undefined);
  setFact(tracked, 'ksmRefusal', isGone(errno) ? undefined : errno);
}

function isSame(a: ProcessKsm, b: ProcessKsm): boolean {
  return (
    a.rmapItems === b.rmapItems &&
    a.mergingPages === b.mergingPages &&
    a.zeroPages === b.zeroPages &&
    a.profitBytes === b.profitBytes &&
    a.mergeAny === b.mergeAny &&
    a.mergeable === b.mergeable
  );
}
