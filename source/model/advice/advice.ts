import type {Model} from '../model.js';
import {type Evidence, gatherEvidence} from './evidence.js';
import {remoteCure} from './remoteCure.js';
import type {Finding, Rule, Severity} from './rule.js';
import {adviceTable} from './ruleTable.js';

/** What a rule found on a host. */
export type Advice = Finding & {
  /** The rule's name, the same in every format and release: `preload-not-loaded`. */
  rule: string;
  severity: Severity;
};

/** All advice for a host, the most important first. */
export function adviceOf(model: Model): readonly Advice[] {
  return adviceFrom(adviceTable, gatherEvidence(model));
}

/** What some rules find, with cures to paste where ksmtop runs. */
export function adviceFrom(rules: readonly Rule[], evidence: Evidence): readonly Advice[] {
  return rules.flatMap((rule) => {
    const finding = findingOf(rule, evidence);
    if (!finding) return [];
    const cure = remoteCure(evidence.model.sample, finding.cure);
    return {rule: rule.id, severity: rule.severity, ...finding, cure};
  });
}

/** What a rule finds, and whether a running program may undo its cure; absent: nothing. */
export function findingOf({canJudge, find}: Rule, evidence: Evidence): Finding | undefined {
  const finding = canJudge && !canJudge(evidence) ? undefined : find(evidence);
  return finding && {...finding, text: `${finding.text}${rivalText(finding, evidence)}`};
}

/** Parameters that programs which manage KSM set again and again. */
const managedNames = ['run', 'pages_to_scan', 'sleep_millisecs', 'merge_across_nodes'] as const;

/** What to know about a cure whose effect does not last. */
function rivalText({values = {}}: Finding, {managers}: Evidence): string {
  const manager = managers.find(({writesOnce}) => !writesOnce);
  const isManaged = managedNames.some((name) => values[name] !== undefined);
  return manager && isManaged ? ` ${manager.name} runs and may undo this.` : '';
}
