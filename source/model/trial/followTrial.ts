import {isReset} from '../sample/resets.js';
import type {Sample} from '../sample/sample.js';
import {
  followPath,
  isAtFloor,
  lowOf,
  type SavingPath,
  secondsToNearlyAll,
  startPath,
} from './savingPath.js';
import {figuresBetween} from './trialFigures.js';
import {pointOf, riseOf, sumOf, type TrialPoint} from './trialPoint.js';
import type {TrialReading} from './trialReading.js';
import {baselineSeconds} from './trialRule.js';
import {nextTrialStage, type TrialEvent, type TrialStage} from './trialStages.js';
import {type Evidence, judge, type Verdict} from './trialVerdict.js';

/** Why the rule cannot decide. */
export type AskReason = 'stopped' | 'time is up' | 'opt-in is lost' | 'not known';

/** What a trial has shown so far. */
export type Trial = {
  stage: TrialStage;
  /** As in the newest sample that has one. */
  reading: TrialReading;
  /** At the start, and the newest before anything was changed. */
  first: TrialPoint;
  baseline: TrialPoint;
  newest: TrialPoint;
  /** From the opt-in on. */
  path?: SavingPath;
  /** Its processes were seen to offer memory. */
  hasOffered?: true;
  floor?: TrialFloor;
  /** Never before the floor. */
  verdict?: Verdict;
  /** Of a trial that asks, or did. */
  askReason?: AskReason;
};

/** The floor, with the figures around it. */
export type TrialFloor = Evidence & {savedBytes: number};

/** The trial after the next sample; one without a trial changes nothing. Absent: there was none. */
export function followTrial(
  previous: {trial?: Trial; sample: Sample} | undefined,
  sample: Sample,
): Trial | undefined {
  const {trial: reading} = sample;
  if (!reading) return previous?.trial;
  const known =
    previous?.trial?.reading.startedMs === reading.startedMs ? previous.trial : undefined;
  if (known && isOver(known)) return known;
  const point = pointOf(sample, reading);
  const trial: Trial = known
    ? {...known, reading, newest: reading.takingBack ? known.newest : point}
    : {stage: 'baseline', reading, first: point, baseline: point, newest: point};
  const wasReset = previous !== undefined && isReset(previous.sample, sample);
  const followed = follows[trial.stage]?.(trial, wasReset) ?? trial;
  const event = generalEvent(followed) ?? events[trial.stage]?.(followed);
  const stage = event === undefined ? trial.stage : nextTrialStage(trial.stage, event);
  if (stage === trial.stage) return followed;
  const askReason = stage === 'asking' && event ? askReasons[event] : undefined;
  return {...followed, stage, ...(askReason && {askReason})};
}

/** Whether nothing more happens to it. */
export function isOver({stage}: Trial): boolean {
  return stage === 'kept' || stage === 'taken back';
}

/** What a stage does with a new point. */
const follows: Readonly<Partial<Record<TrialStage, (trial: Trial, wasReset: boolean) => Trial>>> = {
  baseline: (trial) => ({...trial, baseline: trial.newest}),
  peak: withPath,
  floor: (trial, wasReset) => withFloor(withPath(trial, wasReset)),
};

function withPath({path, ...trial}: Trial, wasReset: boolean): Trial {
  const {baseline, newest, reading} = trial;
  const before = path && !wasReset ? path : startPath(newest);
  return {
    ...trial,
    path: followPath(before, baseline, newest, reading.rule, offeredBy(trial)),
    ...(offeringOf(newest) > 0 && {hasOffered: true}),
  };
}

function withFloor(trial: Trial): Trial {
  const {path, baseline, first, reading, newest} = trial;
  const offeredBytes = offeredBy(trial);
  if (!path || !isAtFloor(path, reading.rule, offeredBytes)) return trial;
  const savedBytes = lowOf(path.scans);
  const metadataBytes = metadataRise(baseline, newest);
  const floor: TrialFloor = {
    savedBytes,
    before: figuresBetween(first, baseline),
    atFloor: figuresBetween(path.scans[0]?.from ?? newest, newest),
    profitBytes: metadataBytes === undefined ? undefined : savedBytes - metadataBytes,
    offeredBytes,
  };
  return {...trial, floor, verdict: judge(floor, reading.rule)};
}

/** What the trial offers; of a preset alone, all that its containers offer. Absent: unknown. */
export function offeredBy({baseline, newest, reading}: Omit<Trial, 'path'>): number | undefined {
  return reading.optedIn?.processes === 0
    ? sumOf(newest, 'offeredBytes')
    : riseOf(baseline, newest, 'offeredBytes');
}

/** What the rmap items of the trial take: what is saved, less the profit. */
function metadataRise(from: TrialPoint, to: TrialPoint): number | undefined {
  const savedBytes = riseOf(from, to, 'savedBytes');
  const profitBytes = riseOf(from, to, 'profitBytes');
  return savedBytes === undefined || profitBytes === undefined
    ? undefined
    : savedBytes - profitBytes;
}

/** What ends a trial in any stage. */
function generalEvent({reading}: Trial): TrialEvent | undefined {
  if (reading.ended === 'kept') return 'keep';
  if (reading.ended === 'taken back') return 'takeBack';
  return reading.stopped ? 'stop' : undefined;
}

const events: Readonly<Partial<Record<TrialStage, (trial: Trial) => TrialEvent | undefined>>> = {
  baseline: ({first, newest, reading}) =>
    secondsBetween(first, newest) >= baselineSeconds(reading.rule) ? 'measured' : undefined,
  'opting in': (trial) => (isSeen(trial) ? 'optedIn' : undefined),
  peak: (trial) => endEvent(trial) ?? (trial.path?.scans.length ? 'passed' : undefined),
  floor: (trial) => {
    if (trial.verdict) return 'reached';
    return endEvent(trial) ?? (trial.path?.scans.length ? undefined : 'rose');
  },
  deciding: ({verdict}) => (verdict?.decision === 'ask' ? 'undecided' : undefined),
};

/** Processes that offered nothing are read in rotation: until then, they seem to offer nothing. */
const rotationMs = 15_000;

/** Whether the samples show by now what was opted in. */
function isSeen({reading: {optedIn}, baseline, newest}: Trial): boolean {
  if (!optedIn) return false;
  const isLate = newest.monotonicMs - optedIn.monotonicMs >= rotationMs;
  return isLate || offeringOf(newest) >= offeringOf(baseline) + optedIn.processes;
}

function offeringOf({containers}: TrialPoint): number {
  return containers.reduce((sum, {offering}) => sum + offering, 0);
}

/** Nothing of the trial is offered any more, or its time is over. */
function endEvent({first, newest, reading, hasOffered}: Trial): TrialEvent | undefined {
  if (hasOffered && offeringOf(newest) === 0) return 'lost';
  return secondsBetween(first, newest) >= reading.rule.mostMinutes * 60 ? 'timeUp' : undefined;
}

const askReasons: Readonly<Partial<Record<TrialEvent, AskReason>>> = {
  stop: 'stopped',
  timeUp: 'time is up',
  lost: 'opt-in is lost',
  undecided: 'not known',
};

/** Seconds from the opt-in until nine tenths of the peak were saved; absent: unknown. */
export function secondsToPeak({path, reading: {optedIn}}: Trial): number | undefined {
  return path && optedIn && secondsToNearlyAll(path, optedIn.monotonicMs);
}

export function secondsBetween(from: TrialPoint, to: TrialPoint): number {
  return (to.monotonicMs - from.monotonicMs) / 1000;
}
