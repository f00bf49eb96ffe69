import type {Model} from '../model.js';
import {type Evidence, gatherEvidence} from './evidence.js';
import {remoteCure} from './remoteCure.js';
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
    if (!finding) return [];
    const text = `${finding.text}${rivalText(finding, evidence)}`;
    return {rule: id, severity, ...finding, text, cure: remoteCure(model.sample, finding.cure)};
  });
}

/** Parameters that programs which manage KSM set again and again. */
const managedNames = ['run', 'pages_to_scan', 'sleep_millisecs', 'merge_across_nodes'] as const;

/** What to know about a cure whose effect does not last. */
function rivalText({values = {}}: Finding, {managers}: Evidence): string {
  const manager = managers.find(({writesOnce}) => !writesOnce);
  const isManaged = managedNames.some((name) => values[name] !== undefined);
  return manager && isManaged ? ` ${manager.name} runs and may undo this.` : '';
}
