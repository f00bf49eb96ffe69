import type {ProcessName} from '../sample/sample.js';
import type {TargetFacts} from './optInTarget.js';
import type {PlannedProcess} from './plannedProcesses.js';
import type {Refusal} from './refusals.js';

/** A process as it was looked at. */
export type LookedAt = ProcessName & {
  /** Absent: it could be opted in or out. */
  refusal?: Refusal;
  /** The process is in the wanted state already. */
  isAlready?: true;
  /** Absent: it ended, or could not be read. */
  facts?: Partial<TargetFacts>;
};

/** `unknown`: the connection to its host ended before the answer. */
export type OptInOutcome = 'opted-in' | 'opted-out' | 'already' | 'refused' | 'gone' | 'unknown';

/** What became of one process. */
export type OptInResult = ProcessName & {
  outcome: OptInOutcome;
  refusal?: Refusal;
  /** For how long a thread of it stood; absent: it was not stopped. */
  stoppedMicroseconds?: number;
  /** For how long its registers were not its own. */
  windowMicroseconds?: number;
  /** Why the register does not have it, a sentence; absent: it does. */
  unregistered?: string;
};

/** A process and what became of it. */
export type ChangedProcess = PlannedProcess & {result: OptInResult};
