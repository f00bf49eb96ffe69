import type {Evidence} from './evidence.js';

/** `warning`: something is wrong or works against itself; `note`: good to know. */
export type Severity = 'note' | 'warning';

/** What a rule has to say. */
export type Finding = {text: string; cure: string};

/** An entry of the table of advice. */
export type Rule = {
  id: string;
  severity: Severity;
  /** Why this is worth a line, and where its threshold comes from. */
  reason: string;
  /** Whether enough was seen to judge by; absent: always. */
  judges?: (evidence: Evidence) => boolean;
  /** The finding, when the rule's condition holds. */
  find: (evidence: Evidence) => Finding | undefined;
  /** What is true when it does not: for a report of what was looked at; absent: not worth a line. */
  fine?: string;
  /** `fine` speaks of every process: it is not said where some cannot be read. */
  fineOfAll?: true;
};
