import type {Model} from '../../model/model.js';
import {plannedProcesses} from '../../model/optIn/plannedProcesses.js';
import type {Sample} from '../../model/sample/sample.js';
import {isUnderWay, leftSentence, type TrialNotes} from '../../model/trial/trialNote.js';
import type {TrialEnd} from '../../model/trial/trialReading.js';
import {
  hasWork,
  type TrialRequest,
  trialSentences,
  withNextPreset,
} from '../../model/trial/trialRequest.js';
import {lookAtAll} from '../optIn/changeProcesses.js';
import {createStore, type ReadableStore} from '../store.js';
import {readTrial} from './readTrial.js';
import type {RunningTrial, TriallingHost, TrialRun} from './trialRun.js';
import {optInForTrial, takeBackTrial} from './trialSteps.js';

/** Tries an opt-in on one host, one trial at a time. */
export type Trialling = ReadableStore<TrialRun> & {
  /** Why it cannot, as the end of a sentence; absent: it can. */
  readonly unavailable?: string;
  /** Looks at the processes, then asks. */
  begin(request: TrialRequest): Promise<void>;
  /** Tries the next preset, too, or after the last one none; the question is asked again. */
  nextPreset(): void;
  /** The answer to the question. */
  answer(yes: boolean): void;
  /** Ends it before the rule decides: it then asks whether to keep. */
  stop(): void;
  /** Ends it by the will of a person. */
  decide(keep: boolean): Promise<void>;
  /** Ends what runs at once, in any stage: the session ends. */
  leave(keep: boolean): Promise<void>;
  /** Adds what the trial reads to a sample. */
  withReading(sample: Sample): Promise<Sample>;
  /** Does what the trial of a model is up to. */
  follow(model: Model): Promise<void>;
};

/** For a host whose processes cannot be opted in from here. */
export function noTrialling(unavailable: string): Trialling {
  const {getState, subscribe} = createStore<TrialRun>({phase: 'idle'});
  return {
    ...{getState, subscribe, unavailable},
    ...{
      nextPreset() {},
      answer() {},
      stop() {},
      async begin() {},
      async decide() {},
      async follow() {},
      async leave() {},
    },
    withReading: async (sample) => sample,
  };
}

/** Walking the page tables of all processes on every tick would cost more than the trial. */
const hugePagesEveryMs = 10_000;

export function createTrialling(host: TriallingHost): Trialling {
  const store = createStore<TrialRun>({phase: 'idle'});
  const {hand, notes, ownPid} = host;
  /** The step that is being done. */
  let step: Promise<void> = Promise.resolve();

  /** Changes the trial that runs. */
  function amend(change: Partial<Omit<RunningTrial, 'phase'>>): void {
    const run = store.getState();
    if (run.phase === 'running') store.set({...run, ...change});
  }

  async function begin(request: TrialRequest): Promise<void> {
    const present = host.model();
    const {phase} = store.getState();
    if (!present || phase === 'running' || phase === 'looking') return;
    store.set({phase: 'looking'});
    try {
      const left = await notes.read();
      if (left && isUnderWay(left, present.sample)) {
        throw new Error(`Another trial is running, in ksmtop with PID ${left.owner.pid}.`);
      }
      const choice = {containerIds: request.containerIds, pids: []};
      const candidates = await lookAtAll(hand, plannedProcesses(present, choice, 'in', ownPid));
      const sentences = trialSentences(present, candidates, request);
      store.set({phase: 'asking', request, candidates, sentences});
    } catch (error) {
      store.set({phase: 'failed', problem: messageOf(error)});
    }
  }

  function start(asked: TrialRun & {phase: 'asking'}): void {
    const {request, candidates} = asked;
    const {containerIds, rule, expectedBytes, preset} = request;
    const rows = host.model()?.containers ?? [];
    store.set({
      phase: 'running',
      request,
      candidates,
      state: {
        startedMs: Date.now(),
        rule,
        ...(expectedBytes !== undefined && {expectedBytes}),
        ...(preset && {preset: preset.name}),
        containers: containerIds.map((id) => ({
          id,
          name: rows.find((row) => row.id === id)?.name ?? id,
        })),
      },
      optedIn: [],
      settings: [],
      isChanging: false,
      problems: [],
    });
  }

  /** Does one step; what it could not do is a problem of the trial, not its end. */
  function change(doStep: (run: RunningTrial) => Promise<void>): Promise<void> {
    const run = store.getState();
    if (run.phase !== 'running' || run.isChanging) return Promise.resolve();
    amend({isChanging: true});
    step = doStep(run)
      .catch((error: unknown) => amend({problems: [...run.problems, messageOf(error)]}))
      .finally(() => amend({isChanging: false}));
    return step;
  }

  const optIn = (model: Model) =>
    change(async (run) => {
      const done = await optInForTrial(host, run, model);
      const {monotonicMs} = model.sample;
      const optedIn = {monotonicMs, processes: done.optedIn.length};
      amend({...done, state: {...stateOf(store.getState(), run), optedIn}});
      if (!hasChanged(done)) await takeBack({...run, ...done});
    });

  /** What was stopped before it opted anything in has nothing to keep. */
  const finish = (result: TrialEnd) =>
    change((run) => (result === 'kept' && hasChanged(run) ? end(result) : takeBack(run)));

  async function takeBack(run: RunningTrial): Promise<void> {
    amend({state: {...stateOf(store.getState(), run), takingBack: true}});
    const problems = await takeBackTrial(host, run);
    amend({problems: [...run.problems, ...problems]});
    await end('taken back');
  }

  async function end(result: TrialEnd): Promise<void> {
    await notes.remove();
    const run = store.getState();
    if (run.phase !== 'running') return;
    const reading = run.reading && {...run.reading, ended: result};
    store.set({phase: 'ended', result, problems: run.problems, ...(reading && {reading})});
  }

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    begin,
    nextPreset() {
      const run = store.getState();
      const model = host.model();
      if (run.phase !== 'asking' || !model) return;
      const request = withNextPreset(run.request, model);
      store.set({...run, request, sentences: trialSentences(model, run.candidates, request)});
    },
    answer(yes) {
      const run = store.getState();
      if (run.phase !== 'asking') return;
      if (yes && hasWork(run.candidates, run.request)) start(run);
      else store.set({phase: 'idle'});
    },
    stop() {
      const run = store.getState();
      if (run.phase === 'running') amend({state: {...run.state, stopped: true}});
    },
    async decide(keep) {
      const answer = keep ? 'kept' : 'taken back';
      if (host.model()?.trial?.stage === 'asking') return finish(answer);
      const run = store.getState();
      if (run.phase === 'running') amend({answer, state: {...run.state, stopped: true}});
    },
    async leave(keep) {
      await step;
      await finish(keep ? 'kept' : 'taken back');
    },
    async withReading(sample) {
      const run = store.getState();
      if (run.phase === 'ended' && run.reading) return {...sample, trial: run.reading};
      if (run.phase !== 'running') return sample;
      const {state, reading: earlier, hugePagesMs = Number.NEGATIVE_INFINITY} = run;
      const isDue = sample.monotonicMs - hugePagesMs >= hugePagesEveryMs;
      const reading = await readTrial(state, sample, host.readFacts, earlier, isDue);
      amend({reading, ...(isDue && {hugePagesMs: sample.monotonicMs})});
      return {...sample, trial: reading};
    },
    async follow(model) {
      const run = store.getState();
      const {trial} = model;
      if (run.phase !== 'running' || trial?.reading.startedMs !== run.state.startedMs) return;
      if (trial.stage === 'opting in' && !run.state.optedIn) await optIn(model);
      if (trial.stage === 'asking' && run.answer) await finish(run.answer);
      if (trial.stage !== 'deciding') return;
      if (trial.verdict?.decision === 'keep') await finish('kept');
      if (trial.verdict?.decision === 'take back') await finish('taken back');
    },
  };
}

/** What a trial that was killed left changed; it is said once. Absent: nothing. */
export async function takeLeftOver(notes: TrialNotes, sample: Sample): Promise<string | undefined> {
  const note = await notes.read();
  if (!note || isUnderWay(note, sample)) return undefined;
  await notes.remove();
  return leftSentence(note, sample);
}

/** ksmd alone, which the trial started, is nothing to try. */
function hasChanged({optedIn, settings}: Pick<RunningTrial, 'optedIn' | 'settings'>): boolean {
  return optedIn.length > 0 || settings.some(({name}) => name !== 'run');
}

/** It may have been stopped meanwhile. */
function stateOf(now: TrialRun, {state}: RunningTrial): RunningTrial['state'] {
  return now.phase === 'running' ? now.state : state;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
