import type {Inspection} from './inspection.js';
import type {ProcessRow} from './processes.js';
import type {Sample} from './sample.js';
import type {Scans} from './scans.js';

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
