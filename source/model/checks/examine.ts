import {showUntrusted} from '../../text/untrusted.js';
import {adviceOf} from '../advice/advice.js';
import {gatherEvidence} from '../advice/evidence.js';
import {adviceTable} from '../advice/ruleTable.js';
import {situationOf} from '../advice/situation.js';
import {nameOf} from '../advice/words.js';
import {containerName} from '../derive/containers.js';
import type {Diagnosis} from '../diagnosis/reason.js';
import type {Model} from '../model.js';
import type {ProcessSample} from '../sample/sample.js';
import type {Surroundings} from '../sample/surroundings.js';
import {checkTable} from './checkTable.js';
import type {Outcome} from './outcome.js';

/** One thing that was looked at. */
export type Examined = {check: string} & Outcome;

/** A process that was looked at more closely, and why it is as it is. */
export type Diagnosed = {process: ProcessSample; diagnosis: Diagnosis};

/** Everything that can be said of a host by looking at it once. */
export function examine(
  model: Model,
  surroundings: Surroundings,
  diagnosed: readonly Diagnosed[],
): readonly Examined[] {
  const around = checkTable.flatMap(({id, look}) => {
    const outcome = look(model, surroundings);
    return outcome ? {check: id, ...outcome} : [];
  });
  if (!model.sample.ksm) return around;
  // How many processes can be read, a check of its own has told.
  const situation = model.scans.firstScan ? situationOf(model, adviceOf(model)) : undefined;
  return [
    ...around,
    ...(situation ? [{check: 'pending', state: 'note', text: situation} as const] : []),
    ...adviceChecks(model),
    ...diagnosed.map((each) => diagnosedCheck(model, each)),
  ];
}

/** Every rule that could judge: what it found, or that all is fine. */
function adviceChecks(model: Model): Examined[] {
  const evidence = gatherEvidence(model);
  return adviceTable.flatMap(({id, severity, judges, find, fine, fineOfAll}): Examined[] => {
    if (judges && !judges(evidence)) return [];
    const finding = find(evidence);
    if (finding) return [{check: id, state: severity, ...finding}];
    const isUnknown = fineOfAll && (evidence.partial || !evidence.complete);
    return fine === undefined || isUnknown ? [] : [{check: id, state: 'ok', text: fine}];
  });
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
