import type {Evidence} from './evidence.js';

/** `warning`: something is wrong; `note`: good to know. */
export type Severity = 'note' | 'warning';

/** What a rule found: a sentence or two, and what helps. */
export type Finding = {text: string; cure: string};

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
  fine?: string;
  /** `fine` is about every process: doctor does not say it where some cannot be read. */
  fineNeedsAll?: true;
};
