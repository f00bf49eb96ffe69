import {formatSeconds} from '../../text/units.js';
import {isStopped} from '../derive/ksmd/paceWindow.js';
import {settlingTime} from '../estimate/settlingTime.js';
import type {Model} from '../model.js';
import {type Candidate, costSentences, eligibilityLines, isPossible} from '../optIn/optInCosts.js';
import type {Values} from '../tuning/checkValue.js';
import {type Preset, presets, presetValues} from '../tuning/presets.js';
import {ruleSentences, scansOfFloor, type TrialRule} from './trialRule.js';

/** What a trial is asked about: containers, and by which rule. */
export type TrialRequest = {
  containerIds: readonly string[];
  rule: TrialRule;
  /** By an estimate; absent: there is none. */
  expectedBytes?: number;
  /** A preset to try; absent: only the opt-in. */
  preset?: {name: string; values: Values};
};

/** The presets that last: a boost ends by itself, within the trial. */
export const trialPresets: readonly Preset[] = presets.filter(
  ({values, settles}) => typeof values === 'object' && !settles,
);

/** A preset as a trial writes it on this host. */
export function triedPreset(preset: Preset, model: Model): NonNullable<TrialRequest['preset']> {
  return {name: preset.name, values: presetValues(preset, model).value ?? {}};
}

/** The same request with the next preset; after the last one without any. */
export function withNextPreset({preset, ...request}: TrialRequest, model: Model): TrialRequest {
  const next = trialPresets[trialPresets.findIndex(({name}) => name === preset?.name) + 1];
  return next ? {...request, preset: triedPreset(next, model)} : request;
}

/** Until a floor: three scans until pages have merged, one without a rise, then those of the floor. */
const scansNeeded = 4 + scansOfFloor;
/** `settlingTime` is that of two scans. */
const scansUntilSettled = 2;

/** The rule of a trial, what it does and what it costs, in sentences. */
export function trialSentences(
  model: Model,
  candidates: readonly Candidate[],
  request: TrialRequest,
): string[] {
  const {rule, preset} = request;
  return [
    ...ruleSentences(rule),
    ...eligibilityLines(candidates, 'in'),
    ...costSentences(running(model), candidates, 'in'),
    ...(preset ? [presetSentence(preset)] : []),
    ...(isStopped(model.sample)
      ? ['ksmd is stopped: the trial starts it, and stops it again if it takes everything back.']
      : []),
    ...skippingSentences(model, request),
    ...timeSentences(model, candidates, request),
  ];
}

/** Whether a trial would change anything. */
export function hasWork(candidates: readonly Candidate[], {preset}: TrialRequest): boolean {
  return preset !== undefined || candidates.some(isPossible);
}

function presetSentence({name, values}: NonNullable<TrialRequest['preset']>): string {
  const texts = Object.entries(values).map(([parameter, value]) => `${parameter}=${value}`);
  return `It writes the preset ${name} (${texts.join(' ')}), and restores the values if it takes everything back.`;
}

/** The model with ksmd at work, as it is during the trial. */
function running(model: Model): Model {
  const {sample} = model;
  const {ksm} = sample;
  if (!ksm) return model;
  const parameters = {...ksm.parameters, run: '1'};
  return {...model, sample: {...sample, ksm: {...ksm, parameters}}};
}

function skippingSentences({sample: {ksm}}: Model, {preset}: TrialRequest): string[] {
  const values = {...ksm?.parameters, ...preset?.values};
  return values.smart_scan === '1'
    ? [
        'smart_scan is on: pages that become alike later may never merge, so the trial may find less than there is to save.',
      ]
    : [];
}

function timeSentences(
  model: Model,
  candidates: readonly Candidate[],
  {rule: {mostMinutes}, preset}: TrialRequest,
): string[] {
  const pids = new Set(candidates.filter(isPossible).map(({target}) => target.pid));
  const processes = model.sample.processes?.filter(({pid}) => pids.has(pid)) ?? [];
  const bytes = processes.reduce((sum, {anonBytes = 0}) => sum + anonBytes, 0);
  const {present} = settlingTime(model, bytes, preset?.values);
  if (present === undefined) return [];
  const scanSeconds = present / scansUntilSettled;
  const neededSeconds = scanSeconds * scansNeeded;
  const minutes = Math.ceil(neededSeconds / 60);
  if (neededSeconds <= mostMinutes * 60) return [];
  return [
    `At this pace a full scan takes about ${formatSeconds(scanSeconds)}, and a floor needs ${scansNeeded}: ${mostMinutes} min are too few. Use --minutes ${minutes}, or a faster pace.`,
  ];
}
