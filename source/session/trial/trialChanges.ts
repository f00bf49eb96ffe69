import type {Model} from '../../model/model.js';
import type {TrialEnd} from '../../model/trial/trialReading.js';
import {messageOf} from '../../text/messageOf.js';
import type {Store} from '../store.js';
import type {RunningTrial, TriallingHost, TrialRun} from './trialRun.js';
import {optInForTrial, takeBackTrial} from './trialSteps.js';

/** What a running trial changes on its host, one step at a time. */
export type TrialChanges = {
  /** Opts in what was agreed on; where that changes nothing, the trial ends. */
  optIn(model: Model): Promise<void>;
  /** What was stopped before it opted anything in has nothing to keep. */
  finish(result: TrialEnd): Promise<void>;
  /** Resolves when no step is under way. */
  settled(): Promise<void>;
};

export type TrialAmendment = Partial<Omit<RunningTrial, 'phase'>>;

/** Changes the trial that runs. */
export function amendTrial(store: Store<TrialRun>, change: TrialAmendment): void {
  const run = store.getState();
  if (run.phase === 'running') store.set({...run, ...change});
}

export function createTrialChanges(host: TriallingHost, store: Store<TrialRun>): TrialChanges {
  let step: Promise<void> = Promise.resolve();
  const amend = (change: TrialAmendment) => amendTrial(store, change);

  /** Does one step; what it could not do is a problem of the trial, not its end. */
  function take(doStep: (run: RunningTrial) => Promise<void>): Promise<void> {
    const run = store.getState();
    if (run.phase !== 'running' || run.isChanging) return Promise.resolve();
    amend({isChanging: true});
    step = doStep(run)
      .catch((error: unknown) => amend({problems: [...run.problems, messageOf(error)]}))
      .finally(() => amend({isChanging: false}));
    return step;
  }

  async function optIn(run: RunningTrial, model: Model): Promise<void> {
    const done = await optInForTrial(host, run, model);
    const {monotonicMs} = model.sample;
    const optedIn = {monotonicMs, processes: done.optedIn.length};
    amend({...done, state: {...stateOf(store.getState(), run), optedIn}});
    if (!hasChanged(done)) await takeBack({...run, ...done});
  }

  async function takeBack(run: RunningTrial): Promise<void> {
    amend({state: {...stateOf(store.getState(), run), takingBack: true}});
    const problems = await takeBackTrial(host, run);
    amend({problems: [...run.problems, ...problems]});
    await end('taken back');
  }

  async function end(result: TrialEnd): Promise<void> {
    await host.notes.remove();
    const run = store.getState();
    if (run.phase !== 'running') return;
    const reading = run.reading && {...run.reading, ended: result};
    store.set({phase: 'ended', result, problems: run.problems, ...(reading && {reading})});
  }

  return {
    optIn: (model) => take((run) => optIn(run, model)),
    finish: (result) =>
      take((run) => (result === 'kept' && hasChanged(run) ? end(result) : takeBack(run))),
    settled: () => step,
  };
}

/** ksmd alone, which the trial started, is nothing to try. */
function hasChanged({optedIn, settings}: Pick<RunningTrial, 'optedIn' | 'settings'>): boolean {
  return optedIn.length > 0 || settings.some(({name}) => name !== 'run');
}

/** It may have been stopped meanwhile. */
function stateOf(now: TrialRun, {state}: RunningTrial): RunningTrial['state'] {
  return now.phase === 'running' ? now.state : state;
}
