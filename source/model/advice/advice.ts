import type {Model} from '../model.js';
import {cureOverSsh} from './cureOverSsh.js';
import {gatherEvidence} from './evidence.js';
import type {Finding, Severity} from './rule.js';
import {adviceTable} from './ruleTable.js';

/** What a rule found on a host. */
export type Advice = Finding & {
  /** The rule's name, the same in every format and release: `preload-not-loaded`. */
  rule: string;
  severity: Severity;
};

/** All advice for a host, the most important first. */
export function adviceOf(model: Model): readonly Advice[] {
  const evidence = gatherEvidence(model);
  return adviceTable.flatMap(({id, severity, canJudge, find}) => {
    const finding = canJudge && !canJudge(evidence) ? undefined : find(evidence);
    return finding
      ? {rule: id, severity, ...finding, cure: cureOverSsh(model.sample, finding.cure)}
      : [];
  });
}
