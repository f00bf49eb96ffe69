import type {Host} from '../host/host.js';
import type {Model} from '../model/model.js';
import type {Feed} from '../session/feed.js';
import {createTrialling, type Trialling, takeLeftOver} from '../session/trial/trialling.js';
import type {Tuning} from '../session/tuning.js';
import {complain} from './printing/complain.js';
import {confirmed} from './running/confirm.js';
import type {Pending} from './running/endSession.js';
import type {OpenedHost} from './sampling/openHost.js';

/** The trials of a live screen; absent: not possible on this host. */
export function triallingOn(host: OpenedHost, feed: () => Feed): Trialling | undefined {
  const {optIn, trialFacts: readFacts, trialNotes: notes, write} = host;
  if (!optIn || !readFacts || !notes) return undefined;
  const model = () => feed().getState().model;
  return createTrialling({
    ...{optIn, readFacts, notes, write, model, nextModel: () => nextModelOf(feed())},
    ownPid: process.pid,
  });
}

/** A host of this machine whose samples have what a trial reads. */
export function withReadings(host: OpenedHost, trialling: Trialling): Pick<Host, 'sample'> {
  return {sample: async (scope) => trialling.withReading(await host.sample(scope))};
}

/** Does what the trial of each model is up to; says once what a trial that was killed left. */
export function followTrials(
  trialling: Trialling,
  feed: Feed,
  {trialNotes}: OpenedHost,
  tuning: Tuning,
): void {
  let isLeftOverSaid = false;
  feed.subscribe(() => {
    const {model} = feed.getState();
    if (!model) return;
    void trialling.follow(model);
    if (isLeftOverSaid || !trialNotes || !model.sample.processes || model.sample.processesPending) {
      return;
    }
    isLeftOverSaid = true;
    void takeLeftOver(trialNotes, model.sample).then((left) => {
      if (left !== undefined) tuning.say(false, left);
    });
  });
}

/** A trial under way: a signal, as of a lost connection, takes it back before ksmtop ends. */
export function pendingTrial({subscribe, getState}: Trialling): Pending {
  return {subscribe, isPending: () => getState().phase === 'running'};
}

/** Asks what becomes of a trial when the screen is left; unasked, it is taken back. */
export async function leaveTrial(trialling: Trialling, mayAsk: boolean): Promise<void> {
  const keeps =
    mayAsk &&
    process.stdin.isTTY &&
    process.stdout.isTTY &&
    (await confirmed('A trial is under way. Keep what it changed? No takes it back.'));
  await trialling.leave(keeps);
  const run = trialling.getState();
  if (run.phase !== 'ended') return;
  process.stdout.write(`The trial was ${run.result}.\n`);
  for (const problem of run.problems) complain(problem);
}

/** The model of a sample that is taken from now on. */
export function nextModelOf(feed: Feed): Promise<Model | undefined> {
  return new Promise((resolve) => {
    const end = feed.subscribe(() => {
      end();
      resolve(feed.getState().model);
    });
    feed.sampleNow();
  });
}
