import {processId} from '../../model/derive/processes.js';
import type {Inspection} from '../../model/sample/inspection.js';
import type {Sample} from '../../model/sample/sample.js';
import {encodeInspection} from '../encode.js';
import type {Recorded} from '../progress.js';

/**
 * What was last read of each process, for the start of another file: by itself it would come there
 * only as each is read again, minutes later.
 */
export type KnownInspections = {
  take(recorded: Recorded): void;
  /** Those of processes that live and were not read just now, the newest, in so many bytes of text. */
  within(recorded: Recorded, bytes: number): readonly Inspection[];
};

/** Of processes that ended, some may stay for a while. */
const mostKept = 1000;

export function createKnownInspections(): KnownInspections {
  const known = new Map<string, Inspection>();

  function forgetEnded({processes = []}: Sample): void {
    const living = new Set(processes.map(processId));
    for (const id of known.keys()) if (!living.has(id)) known.delete(id);
  }

  return {
    take({sample, inspections = []}) {
      for (const inspection of inspections) {
        const id = processId(inspection);
        known.delete(id);
        known.set(id, inspection);
      }
      if (known.size > mostKept) forgetEnded(sample);
    },
    within({sample, inspections = []}, bytes) {
      forgetEnded(sample);
      const present = new Set(inspections);
      const chosen: Inspection[] = [];
      let left = bytes;
      for (const inspection of [...known.values()].reverse()) {
        if (present.has(inspection)) continue;
        left -= encodeInspection(inspection).length;
        if (left < 0) break;
        chosen.push(inspection);
      }
      return chosen.reverse();
    },
  };
}
