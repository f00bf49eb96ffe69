import {formatBytes, formatSeconds} from '../../text/units.js';
import {type AskReason, secondsBetween, type Trial} from './followTrial.js';
import {riseOf} from './trialPoint.js';
import {baselineSeconds, scansOfFloor} from './trialRule.js';
import type {TrialStage} from './trialStages.js';
import {clauseSentence} from './trialVerdict.js';

/** What a trial does or waits for, in a sentence. */
export function trialProgress(trial: Trial, ksmdIsStopped: boolean): string {
  const {first, newest, reading} = trial;
  const {mostMinutes} = reading.rule;
  const passed = `${formatSeconds(secondsBetween(first, newest))} of at most ${mostMinutes} min`;
  const isWaiting = trial.stage === 'peak' || trial.stage === 'floor';
  if (isWaiting && ksmdIsStopped) return `ksmd is stopped: no scan ends. ${passed}.`;
  return progress[trial.stage](trial, passed);
}

const progress: Readonly<Record<TrialStage, (trial: Trial, passed: string) => string>> = {
  baseline: ({first, newest, reading}) =>
    `Measuring before anything is changed: ${formatSeconds(secondsBetween(first, newest))} of ${formatSeconds(baselineSeconds(reading.rule))}.`,
  'opting in': ({reading}) => (reading.optedIn ? 'Waiting until the opt-in shows.' : 'Opting in.'),
  peak: (trial, passed) =>
    `Waiting for the peak: ${savedText(trial)} saved, ${scansText(trial)}; ${passed}.`,
  floor: (trial, passed) =>
    `Waiting for the floor: ${savedText(trial)} saved, scan ${(trial.path?.scans.length ?? 0) + 1} after the peak (${scansOfFloor} steady ones are needed); ${passed}.`,
  deciding: (trial) => verdictSentence(trial),
  asking: ({askReason = 'stopped'}) => `The rule does not decide: ${reasons[askReason]}.`,
  kept: (trial) => `Kept. ${verdictSentence(trial)}`,
  'taken back': (trial) => `Taken back. ${verdictSentence(trial)}`,
};

const reasons: Readonly<Record<AskReason, string>> = {
  stopped: 'the trial was stopped before the floor was known',
  'time is up': 'no floor was found in time',
  'opt-in is lost': 'the processes of the trial ended, or were opted out',
  'not known': 'the profit at the floor is not known',
};

/** The clause that decided; without a verdict, why there is none. */
export function verdictSentence({verdict, askReason}: Trial): string {
  const result = verdict?.clauses.find(({name}) => name === verdict.decidedBy);
  if (result && verdict?.decision !== 'ask') return clauseSentence(result);
  return `The rule did not decide: ${reasons[askReason ?? 'stopped']}.`;
}

function savedText({baseline, newest}: Trial): string {
  return formatBytes(riseOf(baseline, newest, 'savedBytes'));
}

function scansText({path, newest}: Trial): string {
  const done = (newest.fullScans ?? 0) - (path?.start.fullScans ?? 0);
  return `full scan ${done + 1} since the opt-in`;
}
