import {processId} from '../../model/derive/processes.js';
import type {Inspection} from '../../model/sample/inspection.js';
import type {Sample} from '../../model/sample/sample.js';
import {encodeInspection} from '../encode.js';
import type {Recorded} from '../progress.js';

/**
 * The last inspection of each process, for the start of a rotated file: without them, that file
 * would have a process only when it is inspected again, minutes later.
 */
export type KnownInspections = {
  add(recorded: Recorded): void;
  /**
   * The newest inspections, up to this many bytes of text, of processes that still exist and are not
   * inspected in `recorded`.
   */
  newest(recorded: Recorded, bytes: number): readonly Inspection[];
};

/** Beyond this number, ended processes are forgotten. */
const mostKept = 1000;

export function createKnownInspections(): KnownInspections {
  const known = new Map<string, Inspection>();

  function forgetEnded({processes = []}: Sample): void {
    const living = new Set(processes.map(processId));
    for (const id of known.keys()) if (!living.has(id)) known.delete(id);
  }

  return {
    add({sample, inspections = []}) {
      for (const inspection of inspections) {
        const id = processId(inspection);
        known.delete(id);
        known.set(id, inspection);
      }
      if (known.size > mostKept) forgetEnded(sample);
    },
    newest({sample, inspections = []}, bytes) {
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
