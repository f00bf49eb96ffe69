import type {Model} from '../model.js';
import type {Running} from '../running.js';
import type {Candidate} from './optInCosts.js';
import type {ChangedProcess} from './optInResult.js';
import type {OptInAction} from './optInTarget.js';
import type {OptInChoice} from './plannedProcesses.js';

/** Opts the processes of a choice in or out, wherever they are. */
export type OptInChanger = {
  /** Looks at them without stopping one. */
  look(model: Model, choice: OptInChoice, action: OptInAction): Running<readonly Candidate[]>;
  /**
   * Changes those that can be changed, and those that started meanwhile.
   * @param onResult Called for each process, in this order.
   */
  change(agreed: AgreedChange, onResult?: (process: ChangedProcess) => void): Running<OptInEnd>;
};

/** What was looked at, and agreed to. */
export type AgreedChange = {
  choice: OptInChoice;
  action: OptInAction;
  candidates: readonly Candidate[];
};

export type OptInEnd = {
  changed: readonly ChangedProcess[];
  /** Why it is not known what became of some, a sentence. */
  problem?: string;
};
