import {joinRanges} from '../../kernel/process/memory/addressRanges.js';
import {refusal} from '../../model/optIn/refusals.js';
import type {Chosen} from './examineProcess.js';
import {findHeirs} from './heirs.js';
import {type CallsMade, makeCalls} from './makeCalls.js';
import {type Notes, noteOptIn, noteOptOut, remember} from './notes.js';
import type {TargetFiles} from './targetFiles.js';
import type {Hold} from './thread/heldThread.js';
import {ways} from './ways.js';

/** `unregistered`: why the register does not have it, a sentence. */
export type TargetChange = CallsMade & {unregistered?: string | undefined};

/**
 * Opts a process in or out, and notes that. If ksmtop is killed meanwhile, its child still finishes
 * this process, so that the register has what is opted in.
 */
export function changeTarget(
  files: TargetFiles,
  hold: Hold,
  notes: Notes,
  chosen: Chosen,
): TargetChange {
  const {task, imageKey, offer, plan} = chosen;
  if (task.action === 'out') {
    const known = plan.ranges ? offer.readKnown() : [];
    const made = makeAll(files, hold, chosen);
    if (!isDone(made)) return made;
    remember(notes, {imageKey, ranges: known});
    const heirs = findHeirs(files, notes, chosen);
    return {...made, unregistered: noteOptOut(notes, files, task, heirs)};
  }
  const known = plan.ranges ? offer.readKnown() : [];
  // Noted before: if this process is killed, what it has opted in can still be taken back.
  const unregistered = noteOptIn(
    notes,
    files,
    task,
    plan.ranges && {imageKey, ranges: joinRanges([...known, ...plan.ranges])},
  );
  const made = makeAll(files, hold, chosen);
  if (made.calls === 0 && known.length === 0) noteOptOut(notes, files, task);
  return {...made, ...(made.calls > 0 && {unregistered})};
}

function makeAll(
  files: TargetFiles,
  hold: Hold,
  {task, imageKey, way, offer, plan}: Chosen,
): CallsMade {
  const {pid, startTicks, action, pauseBefore} = task;
  const instruction = files.findInstruction(pid);
  if (instruction === undefined) {
    if (!files.lives(task)) return {outcome: 'gone', calls: 0};
    const isOther = files.stat(pid)?.imageKey !== imageKey;
    return {outcome: refusal(isOther ? 'other-program' : 'no-instruction'), calls: 0};
  }
  const process = {pid, startTicks, imageKey, instruction};
  const made = makeCalls(files, hold, process, plan.calls, (step) => {
    if (step === pauseBefore) pauseSelf();
  });
  const wrong = isDone(made) ? ways[way].verify(action, plan, offer) : undefined;
  return wrong ? {...made, outcome: wrong} : made;
}

function isDone({outcome}: CallsMade): boolean {
  return outcome === 'done';
}

function pauseSelf(): void {
  process.kill(process.pid, 'SIGSTOP');
}
