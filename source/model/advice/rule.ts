import type {Thresholds} from '../derive/thresholds.js';
import type {OptInAction} from '../optIn/optInTarget.js';
import type {ProcessName} from '../sample/sample.js';
import type {Values} from '../tuning/checkValue.js';
import type {Evidence} from './evidence.js';

/** `warning`: something is wrong; `note`: good to know. */
export type Severity = 'note' | 'warning';

/** What a rule is about: a container, or one of its processes. */
export type Subject = {containerId: string; process?: ProcessName};

/** What a rule found. */
export type Finding = {
  /** A sentence or two, fit for a terminal. */
  text: string;
  /** What helps: lines to paste into a shell of the host as they are. */
  cure: string;
  /** The parameters that the cure sets; absent: it is no change of parameters alone. */
  values?: Values;
  /** The cure opts the container of `subject` in or out. */
  optIn?: OptInAction;
  /** Absent: the whole host. */
  subject?: Subject;
  /** The panel of the live screen that shows more. */
  panel?: 'changes' | 'guide';
};

/** A rule of the advice. */
export type Rule = {
  id: string;
  severity: Severity;
  /** Why it matters, and where its threshold comes from. */
  reason: string;
  /** Whether there is enough evidence to judge; absent: always. */
  canJudge?: (evidence: Evidence) => boolean;
  /** The finding; absent: the condition of the rule does not hold. */
  find: (evidence: Evidence) => Finding | undefined;
  /** What doctor says when there is no finding; absent: nothing. */
  fine?: string | ((thresholds: Thresholds) => string);
  /**
   * `fine` is about every process, or about the counts of every container: doctor does not say it
   * where some of these are unknown.
   */
  fineNeedsAll?: 'processes' | 'counts';
};
