import type {Model} from '../../model/model.js';
import {plannedProcesses} from '../../model/optIn/plannedProcesses.js';
import type {Sample} from '../../model/sample/sample.js';
import {isUnderWay, leftSentence, type TrialNotes} from '../../model/trial/trialNote.js';
import {
  hasWork,
  type TrialRequest,
  trialSentences,
  withNextPreset,
} from '../../model/trial/trialRequest.js';
import {messageOf} from '../../text/messageOf.js';
import {lookAtAll} from '../optIn/changeProcesses.js';
import {createStore, type ReadableStore} from '../store.js';
import {readTrial} from './readTrial.js';
import {amendTrial, createTrialChanges, type TrialAmendment} from './trialChanges.js';
import {startedTrial, type TriallingHost, type TrialRun} from './trialRun.js';

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
  const {optIn, notes, ownPid} = host;
  const changes = createTrialChanges(host, store);
  const amend = (change: TrialAmendment) => amendTrial(store, change);

  async function look(request: TrialRequest, present: Model): Promise<TrialRun> {
    const left = await notes.read();
    if (left && isUnderWay(left, present.sample)) {
      throw new Error(`Another trial is running, in ksmtop with PID ${left.owner.pid}.`);
    }
    const choice = {containerIds: request.containerIds, pids: []};
    const candidates = await lookAtAll(optIn, plannedProcesses(present, choice, 'in', [ownPid]));
    const sentences = trialSentences(present, candidates, request);
    return {phase: 'asking', request, candidates, sentences};
  }

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    async begin(request) {
      const present = host.model();
      const {phase} = store.getState();
      if (!present || phase === 'running' || phase === 'looking') return;
      store.set({phase: 'looking'});
      store.set(
        await look(request, present).catch(
          (error: unknown): TrialRun => ({phase: 'failed', problem: messageOf(error)}),
        ),
      );
    },
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
      const isAgreed = yes && hasWork(run.candidates, run.request);
      store.set(isAgreed ? startedTrial(run, host.model(), Date.now()) : {phase: 'idle'});
    },
    stop() {
      const run = store.getState();
      if (run.phase === 'running') amend({state: {...run.state, stopped: true}});
    },
    async decide(keep) {
      const answer = keep ? 'kept' : 'taken back';
      if (host.model()?.trial?.stage === 'asking') return changes.finish(answer);
      const run = store.getState();
      if (run.phase === 'running') amend({answer, state: {...run.state, stopped: true}});
    },
    async leave(keep) {
      await changes.settled();
      await changes.finish(keep ? 'kept' : 'taken back');
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
      if (trial.stage === 'opting in' && !run.state.optedIn) await changes.optIn(model);
      if (trial.stage === 'asking' && run.answer) await changes.finish(run.answer);
      if (trial.stage !== 'deciding') return;
      if (trial.verdict?.decision === 'keep') await changes.finish('kept');
      if (trial.verdict?.decision === 'take back') await changes.finish('taken back');
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
