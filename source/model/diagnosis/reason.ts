import type {ProcessRow} from '../derive/processes.js';
import type {Scans} from '../derive/scans.js';
import type {Inspection} from '../sample/inspection.js';
import type {Sample} from '../sample/sample.js';

/** Why a process merges, or does not, in one sentence; and what helps. */
export type Diagnosis = {text: string; cure?: string};

export type Case = {
  row: ProcessRow;
  inspection: Inspection;
  sample: Sample;
  scans: Scans;
};

/** A reason: the sentence when it holds, else nothing. */
export type Reason = (facts: Case) => Diagnosis | undefined;
