import type {Scans} from '../derive/ksmd/scans.js';
import type {ProcessRow} from '../derive/processes.js';
import type {Inspection} from '../sample/inspection.js';
import type {Sample} from '../sample/sample.js';

/** Why a process merges or does not, in a sentence, and what helps. */
export type Diagnosis = {text: string; cure?: string};

export type Case = {
  row: ProcessRow;
  inspection: Inspection;
  sample: Sample;
  scans: Scans;
};

/** A possible reason: a diagnosis if it holds. */
export type Reason = (facts: Case) => Diagnosis | undefined;

/** The other way to opt in, for the middle of a cure. */
export const byPrctl = 'opt in by prctl (ksmtop guide says whether MemoryKSM=yes works here)';
