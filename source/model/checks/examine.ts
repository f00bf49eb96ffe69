import {showUntrusted} from '../../text/untrusted.js';
import {adviceOf, findingOf} from '../advice/advice.js';
import {type Evidence, gatherEvidence} from '../advice/evidence.js';
import {remoteCure} from '../advice/remoteCure.js';
import type {Rule} from '../advice/rule.js';
import {adviceTable} from '../advice/ruleTable.js';
import {situationOf} from '../advice/situation.js';
import {nameOf} from '../advice/words.js';
import {containerName} from '../derive/containers.js';
import {thresholdsOf} from '../derive/thresholds.js';
import type {Diagnosis} from '../diagnosis/reason.js';
import type {Model} from '../model.js';
import type {ProcessSample} from '../sample/sample.js';
import type {Surroundings} from '../sample/surroundings.js';
import type {CheckOutcome} from './checkOutcome.js';
import {checkTable} from './checkTable.js';

/** The outcome of one check. */
export type Examined = {check: string} & CheckOutcome;

/** A process that was inspected, and why it merges or does not. */
export type Diagnosed = {process: ProcessSample; diagnosis: Diagnosis};

/** All checks of a host, from one look at it. */
export function examine(
  model: Model,
  surroundings: Surroundings,
  diagnosed: readonly Diagnosed[],
): readonly Examined[] {
  return allChecks(model, surroundings, diagnosed).map((examined) =>
    examined.cure === undefined
      ? examined
      : {...examined, cure: remoteCure(model.sample, examined.cure)},
  );
}

function allChecks(
  model: Model,
  surroundings: Surroundings,
  diagnosed: readonly Diagnosed[],
): readonly Examined[] {
  const around = checkTable.flatMap(({id, find}) => {
    const outcome = find(model, surroundings);
    return outcome ? {check: id, ...outcome} : [];
  });
  if (!model.sample.ksm) return around;
  // The check of processes already says how many can be read.
  const situation = model.scans.firstScan ? situationOf(model, adviceOf(model)) : undefined;
  return [
    ...around,
    ...(situation ? [{check: 'pending', state: 'note', text: situation} as const] : []),
    ...adviceChecks(model, surroundings),
    ...diagnosed.map((each) => diagnosedCheck(model, each)),
  ];
}

/** Every rule of the advice that can judge: what it found, or that all is fine. */
function adviceChecks(model: Model, surroundings: Surroundings): Examined[] {
  const evidence = gatherEvidence(model);
  return adviceTable.flatMap((rule): Examined[] => {
    const {id, severity, canJudge, fine} = rule;
    const finding = findingOf(rule, evidence);
    if (finding) return [{check: id, state: severity, ...finding}];
    if (fine === undefined || (canJudge && !canJudge(evidence))) return [];
    if (!isKnown(rule, evidence, surroundings)) return [];
    const text = typeof fine === 'string' ? fine : fine(thresholdsOf(model));
    return [{check: id, state: 'ok', text}];
  });
}

/** Whether everything that the rule's `fine` speaks of is known. */
function isKnown(
  {fineNeedsAll}: Rule,
  {complete, partial, model}: Evidence,
  {kernelThreadsSeen}: Surroundings,
): boolean {
  if (fineNeedsAll === undefined) return true;
  // Where kernel threads are hidden, so are programs of the host.
  if (partial || !complete || !kernelThreadsSeen) return false;
  if (fineNeedsAll === 'processes') return true;
  const {containers = [], sample} = model;
  if (sample.processes?.some(({doubts}) => doubts)) return false;
  // Pages that no container accounts for have a row without counts.
  return containers.every(
    ({offeredBytes, mergedBytes}) => offeredBytes !== undefined && mergedBytes !== undefined,
  );
}

function diagnosedCheck({sample}: Model, {process, diagnosis}: Diagnosed): Examined {
  const {pid, command, container} = process;
  return {
    check: 'diagnosis',
    state: 'note',
    text: `${nameOf(command)} (${pid}) in ${nameOf(containerName(sample, container))}: ${showUntrusted(diagnosis.text)}`,
    ...(diagnosis.cure && {cure: `# ${showUntrusted(diagnosis.cure)}`}),
  };
}
