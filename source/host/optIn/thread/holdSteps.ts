import {constants} from 'node:os';
import {
  isWide,
  prepareCall,
  prepareRepeat,
  type Registers,
  resultOf,
} from '../../../kernel/process/thread/userRegisters.js';
import {refusal} from '../../../model/optIn/refusals.js';
import type {TargetFiles} from '../targetFiles.js';
import {examineThread, mustRepeat} from './examineThread.js';
import type {Target} from './target.js';
import {callOutcome, seizeOutcome, type ThreadOutcome} from './threadOutcome.js';
import {isGone, type Stop, type Trace} from './trace.js';

/** The parts of a stop, in their order; from `mask` to `unmask` the target depends on this process. */
export type StepName =
  | 'seize'
  | 'stop'
  | 'examine'
  | 'mask'
  | 'enter'
  | 'run'
  | 'restore'
  | 'unmask'
  | 'repeat'
  | 'release';

/** What became of a thread that was held. */
export type Held = {
  outcome: ThreadOutcome;
  stoppedMicroseconds?: number;
  windowMicroseconds?: number;
  /** It has not stopped, and only the end of this process releases it. */
  mustEnd?: true;
};

/** What the steps work with: made once. */
export type Bench = {
  trace: Trace;
  files: TargetFiles;
  /** Registers as the thread had them, as it gets them, and as they are read again. */
  kept: Registers;
  prepared: Registers;
  seen: Registers;
};

/** What is known of the thread at hand. */
export type Progress = {
  target: Target;
  held: Held;
  /** Signal that it gets when it continues; 0: none. */
  deliver: number;
  /** Address of the `syscall` instruction by which it makes the call. */
  instruction: bigint;
  callResult: number | undefined;
  stopStartMs: number;
  windowStartMs: number;
};

/** Does a step; returns the next one, absent after the last. */
type Step = (bench: Bench, at: Progress) => StepName | undefined;

const stopTimeoutMs = 1000;
/** How often a wait is looked after. */
export const watchMs = 100;
/** The first one suffices, unless the kernel shows a register otherwise than it was written. */
const mostWrites = 3;

const {SIGSTOP} = constants.signals;

export const stepTable: Readonly<Record<StepName, Step>> = {
  seize({trace, files}, {target: {pid, tid, confined}, held}) {
    const result = trace.seize(tid, confined);
    if (result === 0) return 'stop';
    held.outcome = seizeOutcome(result, confined, files.status(pid, tid));
    return undefined;
  },
  stop({trace}, at) {
    const {tid} = at.target;
    at.stopStartMs = performance.now();
    trace.interrupt(tid);
    let stop: Stop;
    do stop = trace.wait(tid);
    while (stop.kind === 'late' && performance.now() - at.stopStartMs < stopTimeoutMs);
    if (stop.kind === 'asked') return 'examine';
    if (stop.kind === 'late') {
      at.held.outcome = refusal('does-not-stop');
      at.held.mustEnd = true;
      return undefined;
    }
    if (stop.kind === 'ended') return gone(at);
    if (stop.kind === 'suspended') at.held.outcome = refusal('stopped');
    // It gets its signal, and another look follows.
    if (stop.kind === 'signal') at.deliver = stop.signal;
    return 'release';
  },
  examine({trace, files, kept}, at) {
    if (isGone(trace.read(at.target.tid, kept))) return gone(at);
    const found = examineThread(trace, files, at.target, kept);
    if (typeof found === 'bigint') {
      at.instruction = found;
      return 'mask';
    }
    at.held.outcome = found;
    return isWide(kept) ? 'repeat' : 'release';
  },
  mask({trace, kept, prepared}, at) {
    const {tid, call} = at.target;
    prepareCall(prepared, kept, at.instruction, call.number, call.values);
    if (trace.keepMask(tid) < 0) return gone(at);
    trace.maskAll(tid);
    at.windowStartMs = performance.now();
    return 'enter';
  },
  enter({trace, prepared}, at) {
    const {tid} = at.target;
    trace.write(tid, prepared);
    trace.toSystemCall(tid);
    const stop = waitWatched(trace, tid);
    if (stop.kind === 'ended') return gone(at);
    if (stop.kind === 'system-call') return 'run';
    // Suspended or frozen on the way: a signal that no mask holds back stays its own.
    if (stop.kind === 'signal' && stop.signal === SIGSTOP) at.deliver = SIGSTOP;
    return 'restore';
  },
  run({trace, seen}, at) {
    const {tid} = at.target;
    trace.toSystemCall(tid);
    let stop: Stop;
    // Not interrupted: the kernel would give up taking merged pages apart.
    do stop = trace.wait(tid);
    while (stop.kind === 'late');
    if (stop.kind === 'ended') return gone(at);
    trace.read(tid, seen);
    at.callResult = resultOf(seen);
    return 'restore';
  },
  restore({trace, kept, seen}, at) {
    const {tid} = at.target;
    // Makes the kernel restart the former call when the thread continues.
    trace.interrupt(tid);
    for (let attempt = 0; attempt < mostWrites; attempt++) {
      if (isGone(trace.write(tid, kept))) return gone(at);
      trace.read(tid, seen);
      if (seen.memory.equals(kept.memory)) break;
    }
    return 'unmask';
  },
  unmask({trace}, {target, held, windowStartMs, callResult}) {
    trace.unmask(target.tid);
    held.windowMicroseconds = microsecondsSince(windowStartMs);
    held.outcome = callOutcome(callResult, target.call.toleratedErrors);
    return 'repeat';
  },
  repeat({trace, files, kept, prepared}, {target}) {
    if (mustRepeat(files, target, kept)) {
      prepareRepeat(prepared, kept);
      trace.write(target.tid, prepared);
    }
    return 'release';
  },
  release({trace}, {target, deliver}) {
    trace.detach(target.tid, deliver);
    return undefined;
  },
};

function gone({held}: Progress): undefined {
  held.outcome = 'gone';
  return undefined;
}

/** Waits until the thread is about to make the call; asks it to stop again if that takes long. */
function waitWatched(trace: Trace, tid: number): Stop {
  let nextMs = performance.now() + watchMs;
  for (;;) {
    const stop = trace.wait(tid);
    if (stop.kind !== 'late') return stop;
    if (performance.now() < nextMs) continue;
    trace.interrupt(tid);
    nextMs += watchMs;
  }
}

export function microsecondsSince(startMs: number): number {
  return Math.round((performance.now() - startMs) * 1000);
}
