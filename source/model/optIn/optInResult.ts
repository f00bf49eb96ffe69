import type {ProcessName} from '../sample/sample.js';
import type {OptInWay, TargetFacts} from './optInTarget.js';
import type {PlannedProcess} from './plannedProcesses.js';
import type {Refusal} from './refusals.js';

/** A process as it was looked at. */
export type LookedAt = ProcessName & {
  /** Absent: it could be opted in or out. */
  refusal?: Refusal;
  /** The process is in the wanted state already. */
  isAlready?: true;
  /** Absent: it was not looked at as far as that. */
  way?: OptInWay;
  /** How many calls it takes; a thread of it is stopped for each. */
  calls?: number;
  /** Absent: it ended, or could not be read. */
  facts?: Partial<TargetFacts>;
};

/** `unknown`: the connection to its host ended before the answer. */
export type OptInOutcome = 'opted-in' | 'opted-out' | 'already' | 'refused' | 'gone' | 'unknown';

/** What became of one process. */
export type OptInResult = ProcessName & {
  outcome: OptInOutcome;
  refusal?: Refusal;
  /** Absent: it was not looked at as far as that. */
  way?: OptInWay;
  /** For how long a thread of it was stopped, over all of its stops; absent: it was not. */
  stoppedMicroseconds?: number;
  /** For how long its registers were not its own, over all of its stops. */
  windowMicroseconds?: number;
  /** How many calls it made, each in a stop of its own. */
  calls?: number;
  /** Why the register does not have it, a sentence; absent: it does. */
  unregistered?: string | undefined;
};

/** A process and what became of it. */
export type ChangedProcess = PlannedProcess & {result: OptInResult};
