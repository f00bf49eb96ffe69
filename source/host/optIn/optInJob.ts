import {type RegisteredOptIn, withChange, withoutEnded} from '../../model/optIn/optInRegister.js';
import type {LookedAt, OptInResult} from '../../model/optIn/optInResult.js';
import type {OptInAction, OptInTarget} from '../../model/optIn/optInTarget.js';
import {type Refusal, refusal, visibleRefusal} from '../../model/optIn/refusals.js';
import type {Answers, Work} from '../child/job.js';
import {loadSystemCalls, type SystemCalls} from '../systemCalls/systemCalls.js';
import {blockFor} from './blockFor.js';
import {chooseThread} from './chooseThread.js';
import {createHold, type Held, type StepName} from './heldThread.js';
import {writeJournal} from './journal.js';
import {marks} from './optInProtocol.js';
import {protectSelf} from './protectSelf.js';
import {changeRegister} from './registerFile.js';
import {rehearse} from './rehearsal.js';
import {createTargetFiles, type TargetFiles} from './targetFiles.js';
import {createWatchdog} from './watchdog.js';

/** What the child is told with each look. */
export type LookTask = OptInTarget & {
  procfs: string;
  /** Absent: nothing is registered. */
  registerDirectory?: string;
  /** For a test: stop this process before that step, as if it were killed there. */
  pauseBefore?: StepName;
};

/** A task for the child: drop from the register what has ended in these containers. */
export type ForgetTask = {
  procfs: string;
  registerDirectory: string;
  containerIds: readonly string[];
};

/** A process as it was looked at last, about to be opted in or out. */
type Looked = {task: LookTask; imageKey: number};

/** After fewer, the first targets stand longer than later ones. */
const rehearsals = 40;
const mostAttempts = 25;
const pauseMs = 2;

/** Opts processes in and out, one at a time, on the main thread: that which traces must be one. */
export async function createOptInJob(answers: Answers): Promise<Work> {
  const {systemCalls: calls, missing} = await loadSystemCalls();
  const say = (mark: number, what: object) => answers.send(mark, Buffer.from(JSON.stringify(what)));
  if (!calls || process.arch !== 'x64') {
    const why: Refusal = calls ? refusal('architecture') : {name: 'no-system-calls', text: missing};
    return (mark, content) => {
      if (mark !== marks.look) return;
      const {pid, startTicks} = JSON.parse(content.toString()) as LookTask;
      say(marks.looked, {pid, startTicks, refusal: why});
    };
  }
  return createWork(calls, say, answers);
}

function createWork(
  calls: SystemCalls,
  say: (mark: number, what: object) => void,
  answers: Answers,
): Work {
  protectSelf(calls);
  const watchdog = createWatchdog(calls);
  const holds = new Map<string, {files: TargetFiles; hold: ReturnType<typeof createHold>}>();
  let looked: Looked | undefined;
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

  function look(task: LookTask): LookedAt {
    const {pid, startTicks, action} = task;
    const {files} = holdOn(task.procfs);
    looked = undefined;
    const left = (name: Parameters<typeof refusal>[0]): LookedAt => ({
      pid,
      startTicks,
      refusal: refusal(name),
    });
    if (!files.isOwn()) return left('other-namespace');
    const stat = files.stat(pid);
    const status = files.status(pid);
    if (!stat || !status) return left('gone');
    if (startTicks !== undefined && stat.startTicks !== startTicks) return left('other-process');
    const facts = files.facts(pid, stat, status);
    const found = {pid, startTicks: stat.startTicks, facts};
    const refused = visibleRefusal(facts, task);
    if (refused) return {...found, refusal: refused};
    if (facts.mergeAny === (action === 'in')) return {...found, isAlready: true};
    looked = {task: {...task, startTicks: stat.startTicks}, imageKey: stat.imageKey};
    return found;
  }

  function go({task, imageKey}: Looked): OptInResult & {mustEnd?: true} {
    const {pid, startTicks = 0, action, pauseBefore} = task;
    const {files, hold} = holdOn(task.procfs);
    const before = pauseBefore && ((step: StepName) => step === pauseBefore && pauseSelf());
    const instruction = files.findInstruction(pid);
    if (instruction === undefined) {
      return {pid, startTicks, outcome: 'refused', refusal: refusal('no-instruction')};
    }
    let lastReason: 'no-safe-point' | 'waits-for-kernel' = 'no-safe-point';
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      if (attempt > 0) blockFor(pauseMs);
      const thread = chooseThread(files, pid);
      if (typeof thread === 'string') {
        lastReason = thread === 'none' ? 'no-safe-point' : thread;
        continue;
      }
      const held = hold({pid, startTicks, imageKey, instruction, action, ...thread}, before);
      // A thread may end while its process lives.
      const isAlive = held.outcome === 'gone' && lives(files, pid, startTicks);
      if (held.outcome === 'again' || isAlive) continue;
      return {pid, startTicks, ...resultOf(held, action)};
    }
    return {pid, startTicks, outcome: 'refused', refusal: refusal(lastReason)};
  }

  /** Notes in the register what became of a process; returns why it could not. */
  function register(
    {registerDirectory, procfs, containerId}: LookTask,
    {pid, startTicks = 0, outcome}: OptInResult,
  ): string | undefined {
    const isOptedIn = outcome === 'opted-in';
    if (registerDirectory === undefined || containerId === undefined) return undefined;
    if (!isOptedIn && outcome !== 'opted-out') return undefined;
    const files = createTargetFiles(procfs);
    return changeRegister(calls, registerDirectory, files.bootId(), (optIns) =>
      withChange(optIns, {pid, startTicks, containerId}, isOptedIn, isAliveIn(files)),
    );
  }

  function forget({registerDirectory, procfs, containerIds}: ForgetTask): void {
    const files = createTargetFiles(procfs);
    changeRegister(calls, registerDirectory, files.bootId(), (optIns) =>
      withoutEnded(optIns, containerIds, isAliveIn(files)),
    );
  }

  /** In and out by turns, all of it but the register. */
  function practise(pid: number, procfs: string): void {
    for (let round = 0; round < rehearsals; round++) {
      look({pid, procfs, action: round % 2 === 0 ? 'in' : 'out'});
      if (looked) go(looked);
    }
  }

  function change(): void {
    const chosen = looked;
    if (!chosen) throw new Error('asked to go on without a look');
    if (!isRehearsed) rehearse(calls, (pid) => practise(pid, chosen.task.procfs));
    isRehearsed = true;
    const {mustEnd, ...result} = go(chosen);
    const unregistered = register(chosen.task, result);
    say(marks.result, {...result, ...(unregistered !== undefined && {unregistered})});
    answers.flush();
    if (mustEnd) process.exit();
  }

  return (mark, content) => {
    if (mark === marks.look) say(marks.looked, look(JSON.parse(content.toString()) as LookTask));
    else if (mark === marks.journal) writeJournal(calls, content);
    else if (mark === marks.forget) forget(JSON.parse(content.toString()) as ForgetTask);
    else if (mark === marks.go) change();
  };
}

function resultOf(
  {outcome, mustEnd, ...times}: Held,
  action: OptInAction,
): Omit<OptInResult, 'pid'> & {mustEnd?: true} {
  const end = mustEnd && {mustEnd};
  if (outcome === 'done') return {outcome: action === 'in' ? 'opted-in' : 'opted-out', ...times};
  if (typeof outcome === 'object') return {outcome: 'refused', refusal: outcome, ...times, ...end};
  return {outcome: 'gone', refusal: refusal('gone'), ...times};
}

function isAliveIn(files: TargetFiles): (process: RegisteredOptIn) => boolean {
  return ({pid, startTicks}) => lives(files, pid, startTicks);
}

function lives(files: TargetFiles, pid: number, startTicks: number): boolean {
  const stat = files.stat(pid);
  return stat?.startTicks === startTicks && !'ZX'.includes(stat.state);
}

function pauseSelf(): void {
  process.kill(process.pid, 'SIGSTOP');
}
