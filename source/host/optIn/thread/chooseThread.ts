import {bearsStop, canRepeat} from '../../../kernel/process/thread/interruptedCalls.js';
import type {TargetFiles} from '../targetFiles.js';

/** A thread to stop; the others of its process go on. */
export type ChosenThread = {tid: number; confined: boolean};

/** `waits-for-kernel`: all of them are in state D. `none`: none is at a point that bears a stop now. */
export type NoThread = 'waits-for-kernel' | 'none';

/** Better than any other: nothing is left to look for. */
const best = 0;
const unfit = Number.POSITIVE_INFINITY;

/**
 * Chooses the thread that a stop disturbs least: asleep in a call that the kernel restarts, then in
 * one that can be repeated, then one that runs, about which the stop itself must tell more.
 */
export function chooseThread(files: TargetFiles, pid: number): ChosenThread | NoThread {
  let chosen: (ChosenThread & {rank: number}) | undefined;
  let sleepsAll = true;
  for (const tid of files.threads(pid)) {
    const status = files.status(pid, tid);
    if (!status) continue;
    if (status.state !== 'D') sleepsAll = false;
    if (status.tracerPid !== 0 || !'SR'.includes(status.state)) continue;
    const rank = rankOf(files.call(pid, tid));
    if (rank >= (chosen?.rank ?? unfit)) continue;
    chosen = {tid, confined: status.seccomp !== 0, rank};
    if (rank === best) break;
  }
  return chosen ?? (sleepsAll ? 'waits-for-kernel' : 'none');
}

function rankOf(call: ReturnType<TargetFiles['call']>): number {
  if (call === 'running') return 2;
  if (typeof call !== 'number' || !bearsStop(call)) return unfit;
  return canRepeat(call) ? 1 : best;
}
