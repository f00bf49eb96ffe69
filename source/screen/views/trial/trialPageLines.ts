import {isStopped} from '../../../model/derive/ksmd/paceWindow.js';
import type {Model} from '../../../model/model.js';
import {clauseLines, trialTable} from '../../../model/trial/trialLines.js';
import {hasWork} from '../../../model/trial/trialRequest.js';
import {trialProgress} from '../../../model/trial/trialText.js';
import type {TrialRun} from '../../../session/trial/trialRun.js';

/** What the page of a trial shows: sentences, which may be wrapped, or the rows of its table. */
export type TrialPage = {
  sentences: readonly string[];
  rows: readonly string[];
  below: readonly string[];
};

const emptyPage: TrialPage = {sentences: [], rows: [], below: []};

/** @param isEnding Esc was pressed while it runs. */
export function trialPage(run: TrialRun, model: Model, isEnding: boolean): TrialPage {
  switch (run.phase) {
    case 'looking':
      return {...emptyPage, sentences: ['Looking at the processes …']};
    case 'failed':
      return {...emptyPage, sentences: [run.problem]};
    case 'asking': {
      const question = hasWork(run.candidates, run.request)
        ? 'Press y to start the trial; Esc changes nothing.'
        : 'No process can be opted in: there is nothing to try but a preset. Esc goes back.';
      const preset = run.request.preset?.name ?? 'none';
      const choice = `Press p to try another preset, too; now: ${preset}.`;
      return {...emptyPage, sentences: [question, choice, '', ...run.sentences]};
    }
    default:
      return shownTrial(run, model, isEnding);
  }
}

/** The trial of the model, which may be a recorded one. */
function shownTrial(run: TrialRun, {trial, sample}: Model, isEnding: boolean): TrialPage {
  if (!trial) return {...emptyPage, sentences: ['Starting …']};
  const problems = run.phase === 'running' || run.phase === 'ended' ? run.problems : [];
  return {
    sentences: [
      trialProgress(trial, isStopped(sample)),
      ...questionOf(run, trial.stage, isEnding),
      '',
    ],
    rows: trialTable(trial),
    below: ['', ...clauseLines(trial), ...problems],
  };
}

function questionOf(run: TrialRun, stage: string, isEnding: boolean): string[] {
  if (run.phase !== 'running') return [];
  if (run.answer) return ['Carrying out the answer …'];
  if (stage === 'asking') return ['Press k to keep what it changed, b to take it back.'];
  return isEnding
    ? ['Press k to keep what it changed, b to take it back; any other key goes on with the trial.']
    : [];
}
