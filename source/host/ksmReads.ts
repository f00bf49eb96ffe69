import {type ProcessKsm, parseKsmMergingPages, parseKsmStat} from '../kernel/process.js';
import {isGone} from './processReads.js';
import type {Reader, ReadRequest} from './reader.js';
import {learn, type TrackedProcess} from './trackedProcess.js';

/** Reads what this kernel tells of one process's KSM. */
export type KsmReads = {
  /** Finds out which files there are, from any process that lives. */
  probe(directory: string): Promise<void>;
  requests(tracked: TrackedProcess, often?: boolean): ReadRequest[];
};

export function createKsmReads(reader: Reader): KsmReads {
  /** `ksm_stat`, 6.1; absent: not known yet. */
  let hasStat: boolean | undefined;
  /** `ksm_merging_pages`, 5.19. */
  let hasMergingPages = false;
  /** 6.4: `ksm_stat` holds the merging pages too. */
  let statIsWhole = false;
  /** Since 6.14, with the lines on merging, `ksm_stat` waits for the memory lock. */
  let statWaits = true;

  function statRequest(tracked: TrackedProcess, often: boolean): ReadRequest {
    return {
      path: `${tracked.directory}/ksm_stat`,
      often,
      ...(statWaits && {waitsFor: tracked.readLock}),
      take(bytes) {
        const text = bytes.toString('latin1');
        const {known} = tracked;
        if (text === tracked.ksmText && known.ksm && known.ksmRefusal === undefined) return;
        tracked.ksmText = text;
        const ksm = parseKsmStat(bytes);
        if (text !== '') {
          statIsWhole = ksm.mergingPages !== undefined;
          statWaits = ksm.mergeable !== undefined;
        }
        const {mergingPages} = known.ksm ?? {};
        const whole = statIsWhole || mergingPages === undefined ? ksm : {...ksm, mergingPages};
        learn(tracked, 'ksm', whole);
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
