import {gatherEvidence} from './advice/evidence.js';
import {adviceTable} from './advice/table.js';
import type {Model} from './model.js';

/** `warning`: something is wrong or works against itself; `note`: good to know. */
export type Severity = 'note' | 'warning';

/** What a rule found on this host. */
export type Advice = {
  /** The rule's name, the same in every format and release: `preload-not-loaded`. */
  rule: string;
  severity: Severity;
  /** A sentence or two, fit for a terminal. */
  text: string;
  /** What helps: lines that can be pasted into a shell of the host as they are. */
  cure: string;
};

/** What is to be said of a host, the most important first. */
export function adviceOf(model: Model): readonly Advice[] {
  const evidence = gatherEvidence(model);
  return adviceTable.flatMap(({id, severity, judges, find}) => {
    const finding = judges && !judges(evidence) ? undefined : find(evidence);
    return finding ? {rule: id, severity, ...finding} : [];
  });
}
