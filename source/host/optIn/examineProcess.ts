import type {ProcessStat} from '../../kernel/process/stat.js';
import type {ThreadStatus} from '../../kernel/process/thread/threadState.js';
import type {LookedAt} from '../../model/optIn/optInResult.js';
import type {OptInAction, OptInWay} from '../../model/optIn/optInTarget.js';
import {type Refusal, refusal, visibleRefusal} from '../../model/optIn/refusals.js';
import {knownOffer, type Notes} from './notes.js';
import type {LookTask} from './optInProtocol.js';
import {sharesMemory} from './sharedMemory.js';
import type {TargetFiles} from './targetFiles.js';
import {type Offer, type WorkPlan, ways} from './ways.js';

/** A process that can be opted in or out, and how. */
export type Chosen = {
  task: LookTask & {startTicks: number};
  imageKey: number;
  way: OptInWay;
  offer: Offer;
  plan: WorkPlan;
};

/** Looks at a process without stopping it; `chosen` is absent if there is nothing to do. */
export function examineProcess(
  files: TargetFiles,
  notes: Notes,
  kernelWay: OptInWay,
  task: LookTask,
): {answer: LookedAt; chosen?: Chosen} {
  const {pid, startTicks, action, registerDirectory, way = kernelWay} = task;
  const left = (why: Refusal) => ({answer: {pid, startTicks, refusal: why}});
  if (!files.isOwn()) return left(refusal('other-namespace'));
  const stat = files.stat(pid);
  const status = files.status(pid);
  if (!stat || !status) return left(refusal('gone'));
  const isOther = startTicks !== undefined && stat.startTicks !== startTicks;
  if (isOther) return left(refusal('other-process'));
  const {imageKey} = stat;
  const offer = offerOf(files, notes, {pid, stat, status}, registerDirectory);
  const plan = ways[way].plan(action, offer);
  const {facts, calls} = plan;
  const found = {pid, startTicks: stat.startTicks, facts, way};
  const refused =
    visibleRefusal(facts, task) ??
    plan.refusal ??
    (isTied(notes, action, {pid, ...stat}) ? refusal('shares-memory') : undefined);
  const isHidden = refused?.name === 'gone' || refused?.name === 'first-thread-ended';
  // If there is nothing to opt out, the state of the process does not matter, unless it hides that.
  const mayIgnore = !refused || (action === 'out' && !isHidden);
  if (calls.length === 0 && !plan.refusal && mayIgnore) {
    return {answer: {...found, isAlready: true}};
  }
  if (refused) return {answer: {...found, refusal: refused}};
  return {
    answer: {...found, calls: calls.length},
    chosen: {task: {...task, startTicks: stat.startTicks}, imageKey, way, offer, plan},
  };
}

/** Whether its parent would be opted in with it, which may be refused, and is not noted. */
function isTied(
  {calls}: Notes,
  action: OptInAction,
  process: Parameters<typeof sharesMemory>[1],
): boolean {
  return action === 'in' && sharesMemory(calls, process);
}

type Shown = {pid: number; stat: ProcessStat; status: ThreadStatus};

/** What a process offers, read as far as a way needs it. */
export function offerOf(
  files: TargetFiles,
  notes: Notes,
  {pid, stat, status}: Shown,
  registerDirectory: string | undefined,
): Offer {
  return {
    facts: files.facts(pid, stat, status),
    readKnown: () => knownOffer(notes, files, {pid, ...stat}, registerDirectory),
    readRegions: () => files.regions(pid),
  };
}
