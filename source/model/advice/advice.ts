import type {Model} from '../model.js';
import {gatherEvidence} from './evidence.js';
import type {Severity} from './rule.js';
import {adviceTable} from './ruleTable.js';

/** What a rule found on a host. */
export type Advice = {
  /** The rule's name, the same in every format and release: `preload-not-loaded`. */
  rule: string;
  severity: Severity;
  /** A sentence or two, fit for a terminal. */
  text: string;
  /** What helps: lines to paste into a shell of the host as they are. */
  cure: string;
};

/** All advice for a host, the most important first. */
export function adviceOf(model: Model): readonly Advice[] {
  const evidence = gatherEvidence(model);
  return adviceTable.flatMap(({id, severity, canJudge, find}) => {
    const finding = canJudge && !canJudge(evidence) ? undefined : find(evidence);
    return finding ? {rule: id, severity, ...finding} : [];
  });
}
