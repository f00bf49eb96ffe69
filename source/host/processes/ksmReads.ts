import {type ProcessKsm, parseKsmMergingPages, parseKsmStat} from '../../kernel/process/ksmStat.js';
import {isGone} from '../../kernel/readFailure.js';
import type {Reader, ReadRequest} from '../io/reader.js';
import {learn, offersMemory, type TrackedProcess} from './trackedProcess.js';

/** Reads what this kernel tells of one process's KSM. */
export type KsmReads = {
  /** Finds out which files there are, from the reader itself or this process, if that lives. */
  probe(directory: string): Promise<void>;
  requests(tracked: TrackedProcess, often?: boolean): ReadRequest[];
};

export function createKsmReads(reader: Reader, procfs: string): KsmReads {
  /** `ksm_stat`, 6.1; absent: not known yet. */
  let hasStat: boolean | undefined;
  /** `ksm_merging_pages`, 5.19. */
  let hasMergingPages = false;
  /** 6.4: `ksm_stat` holds the merging pages too. */
  let statIsWhole = false;
  /** Since 6.14, with the lines on merging, `ksm_stat` waits for the memory lock. */
  let statWaits = true;
  /** What all who offer nothing say, most processes of a host: they have what it means in common. */
  let quiet: {bytes: Buffer; ksm: ProcessKsm} | undefined;

  function parse(bytes: Buffer): ProcessKsm {
    if (quiet?.bytes.equals(bytes)) return quiet.ksm;
    const ksm = parseKsmStat(bytes);
    if (bytes.length === 0) return ksm;
    statIsWhole = ksm.mergingPages !== undefined;
    statWaits = ksm.mergeable !== undefined;
    if (!offersMemory(ksm)) quiet = {bytes: Buffer.from(bytes), ksm};
    return ksm;
  }

  function statRequest(tracked: TrackedProcess, often: boolean): ReadRequest {
    /** What it said last, of one that is asked often: that it says so again is nothing new. */
    let last: Buffer | undefined;
    return {
      path: `${tracked.directory}/ksm_stat`,
      often,
      ...(statWaits && {waitsFor: tracked.readLock}),
      take(bytes) {
        const known = tracked.known.ksm;
        if (known && last?.equals(bytes)) return;
        if (often) last = Buffer.from(bytes);
        const {mergingPages} = known ?? {};
        const ksm = parse(bytes);
        const whole = statIsWhole || mergingPages === undefined ? ksm : {...ksm, mergingPages};
        if (!known || !isSame(known, whole)) learn(tracked, 'ksm', whole);
        learn(tracked, 'ksmRefusal', undefined);
      },
      fail: (errno) => refuse(tracked, errno),
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
        learn(tracked, 'ksm', ksm);
        if (!hasStat) learn(tracked, 'ksmRefusal', undefined);
      },
      fail: (errno) => refuse(tracked, errno),
    };
  }

  return {
    async probe(directory) {
      if (hasStat !== undefined) return;
      // Nobody waits for his own memory lock; the text tells what others need not be asked for.
      await reader.read([
        {
          path: `${procfs}/self/ksm_stat`,
          take(bytes) {
            if (bytes.length === 0) return;
            parse(bytes);
            hasStat = true;
            hasMergingPages = true;
          },
        },
      ]);
      if (hasStat) return;
      const names = await reader.list(directory).catch(() => undefined);
      // A process that ended before it could be listed tells nothing.
      if (!names?.includes('stat')) return;
      hasStat = names.includes('ksm_stat');
      hasMergingPages = names.includes('ksm_merging_pages');
    },
    requests(tracked, often = false) {
      const requests: ReadRequest[] = [];
      if (hasStat) requests.push(statRequest(tracked, often));
      if (hasMergingPages && !(hasStat && statIsWhole)) {
        requests.push(mergingPagesRequest(tracked, often));
      }
      return requests;
    },
  };
}

function refuse(tracked: TrackedProcess, errno: string): void {
  learn(tracked, 'ksm', undefined);
  learn(tracked, 'ksmRefusal', isGone(errno) ? undefined : errno);
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
