import type {OptInResult} from '../../model/optIn/optInResult.js';
import type {OptInAction} from '../../model/optIn/optInTarget.js';
import {type Refusal, refusal} from '../../model/optIn/refusals.js';
import type {Answers, Work} from '../child/job.js';
import {loadSystemCalls, type SystemCalls} from '../systemCalls/systemCalls.js';
import {changeTarget, type TargetChange} from './changeTarget.js';
import {type Chosen, examineProcess} from './examineProcess.js';
import {writeJournal} from './journal.js';
import {createNotes, forgetEnded} from './notes.js';
import {type ForgetTask, type LookTask, marks} from './optInProtocol.js';
import {protectSelf} from './protectSelf.js';
import {rehearse} from './rehearsal.js';
import {createTargetFiles, type TargetFiles} from './targetFiles.js';
import {createHold, type Hold} from './thread/heldThread.js';
import {createWatchdog} from './thread/watchdog.js';
import {wayOfKernel} from './ways.js';

/** After fewer calls, the first targets are stopped longer than later ones. */
const rehearsedCalls = 40;

/** Opts processes in and out, one at a time, on the main thread: that which traces must be one. */
export async function createOptInJob(
  answers: Answers,
  architecture: string = process.arch,
): Promise<Work> {
  const say = (mark: number, what: object) => answers.send(mark, Buffer.from(JSON.stringify(what)));
  if (architecture !== 'x64') return refuseAll(say, refusal('architecture'));
  const {systemCalls: calls, missing} = await loadSystemCalls();
  if (!calls) return refuseAll(say, {name: 'no-system-calls', text: missing});
  return createWork(calls, say, answers);
}

function refuseAll(say: (mark: number, what: object) => void, why: Refusal): Work {
  return (mark, content) => {
    if (mark !== marks.look) return;
    const {pid, startTicks} = JSON.parse(content.toString()) as LookTask;
    say(marks.looked, {pid, startTicks, refusal: why});
  };
}

function createWork(
  calls: SystemCalls,
  say: (mark: number, what: object) => void,
  answers: Answers,
): Work {
  protectSelf(calls);
  const watchdog = createWatchdog(calls);
  const notes = createNotes(calls);
  const kernelWay = wayOfKernel(calls);
  const holds = new Map<string, {files: TargetFiles; hold: Hold}>();
  let chosen: Chosen | undefined;
  let isRehearsed = false;

  /** Made once: what runs again and again runs compiled. */
  function holdOn(procfs: string) {
    let made = holds.get(procfs);
    if (!made) {
      const files = createTargetFiles(procfs);
      made = {files, hold: createHold(calls, files, watchdog)};
      holds.set(procfs, made);
    }
    return made;
  }

  const look = (task: LookTask) =>
    examineProcess(holdOn(task.procfs).files, notes, kernelWay, task);

  function change(of: Chosen): TargetChange {
    const {files, hold} = holdOn(of.task.procfs);
    return changeTarget(files, hold, notes, of);
  }

  /** Opts a process in and out in turn, without the register. */
  function practise(pid: number, {procfs, way}: LookTask): void {
    let made = 0;
    for (let round = 0; round < rehearsedCalls && made < rehearsedCalls; round++) {
      const action = round % 2 === 0 ? 'in' : 'out';
      const {chosen: actor} = look({pid, procfs, action, ...(way && {way})});
      if (actor) made += change(actor).calls;
    }
  }

  function go(): void {
    const of = chosen;
    if (!of) throw new Error('asked to go on without a look');
    if (!isRehearsed) rehearse(calls, (pid) => practise(pid, of.task));
    isRehearsed = true;
    const {pid, startTicks, action} = of.task;
    const {mustEnd, ...made} = change(of);
    say(marks.result, {pid, startTicks, way: of.way, ...resultOf(made, action)});
    answers.flush();
    if (mustEnd) process.exit();
  }

  return (mark, content) => {
    if (mark === marks.look) {
      const looked = look(JSON.parse(content.toString()) as LookTask);
      chosen = looked.chosen;
      say(marks.looked, looked.answer);
    } else if (mark === marks.journal) writeJournal(calls, content);
    else if (mark === marks.forget) {
      const task = JSON.parse(content.toString()) as ForgetTask;
      forgetEnded(notes, holdOn(task.procfs).files, task);
    } else if (mark === marks.go) go();
  };
}

function resultOf(
  {outcome, ...made}: Omit<TargetChange, 'mustEnd'>,
  action: OptInAction,
): Omit<OptInResult, 'pid'> {
  if (outcome === 'done') return {outcome: action === 'in' ? 'opted-in' : 'opted-out', ...made};
  if (typeof outcome === 'object') return {outcome: 'refused', refusal: outcome, ...made};
  return {outcome: 'gone', refusal: refusal('gone'), ...made};
}
