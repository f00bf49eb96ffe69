import {constants} from 'node:os';
import {
  createRegisters,
  isWide,
  prepareCall,
  prepareRepeat,
  resultOf,
} from '../../kernel/process/userRegisters.js';
import {refusal} from '../../model/optIn/refusals.js';
import type {SystemCalls} from '../systemCalls/systemCalls.js';
import {prctlCall} from './borrowedCall.js';
import {examineThread, mustRepeat} from './examineThread.js';
import type {Target} from './target.js';
import type {TargetFiles} from './targetFiles.js';
import {callOutcome, seizeOutcome, type ThreadOutcome} from './threadOutcome.js';
import {createTrace, isGone, type Stop} from './trace.js';
import type {Watchdog} from './watchdog.js';

/** The parts of a stop, in their order; from `mask` to `unmask` the target depends on this process. */
export const steps = [
  'seize',
  'stop',
  'examine',
  'mask',
  'enter',
  'run',
  'restore',
  'unmask',
  'repeat',
  'release',
] as const;
export type StepName = (typeof steps)[number];

export type Held = {
  outcome: ThreadOutcome;
  stoppedMicroseconds?: number;
  windowMicroseconds?: number;
  /** It has not stopped, and only the end of this process releases it. */
  mustEnd?: true;
};

/** Holds one thread for one call; `before` is called before each step. */
export type Hold = (target: Target, before: (step: StepName) => void) => Held;

const stopTimeoutMs = 1000;
const watchMs = 100;
/** The first one suffices, unless the kernel shows a register otherwise than it was written. */
const mostWrites = 3;

const {SIGSTOP} = constants.signals;
/** What is known of the thread at hand. */
type Progress = {
  target: Target;
  held: Held;
  /** Signal that it gets when it goes on; 0: none. */
  deliver: number;
  /** Address of the `syscall` instruction by which it makes the call. */
  instruction: bigint;
  callResult: number | undefined;
  stopStartMs: number;
  windowStartMs: number;
};

const noTarget: Target = {
  ...{pid: 0, tid: 0, startTicks: 0, imageKey: 0, confined: false},
  ...{instruction: 0n, call: prctlCall('in')},
};

function progressOf(target: Target): Progress {
  const held: Held = {outcome: 'again'};
  const times = {stopStartMs: 0, windowStartMs: 0};
  return {target, held, deliver: 0, instruction: 0n, callResult: undefined, ...times};
}

/**
 * Stops a thread, lets it make one system call, and puts it back as it was. Everything that the
 * window between the two changes of registers needs is made before; the steps are made once, so
 * that they run compiled.
 */
export function createHold(calls: SystemCalls, files: TargetFiles, watchdog: Watchdog): Hold {
  const trace = createTrace(calls);
  const kept = createRegisters();
  const prepared = createRegisters();
  const seen = createRegisters();
  let at = progressOf(noTarget);

  /** What to do in each step; returns the next one, absent after the last. */
  const table: Record<StepName, () => StepName | undefined> = {
    seize() {
      const {tid, confined} = at.target;
      const result = trace.seize(tid, confined);
      if (result === 0) return 'stop';
      at.held.outcome = seizeOutcome(result, confined);
      return undefined;
    },
    stop() {
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
      if (stop.kind === 'ended') return end();
      if (stop.kind === 'suspended') at.held.outcome = refusal('stopped');
      // It gets its signal, and another look follows.
      if (stop.kind === 'signal') at.deliver = stop.signal;
      return 'release';
    },
    examine() {
      if (isGone(trace.read(at.target.tid, kept))) return end();
      const found = examineThread(trace, files, at.target, kept);
      if (typeof found === 'bigint') {
        at.instruction = found;
        return 'mask';
      }
      at.held.outcome = found;
      return isWide(kept) ? 'repeat' : 'release';
    },
    mask() {
      const {tid, call} = at.target;
      prepareCall(prepared, kept, at.instruction, call.number, call.values);
      if (trace.keepMask(tid) < 0) return end();
      trace.maskAll(tid);
      at.windowStartMs = performance.now();
      return 'enter';
    },
    enter() {
      const {tid} = at.target;
      trace.write(tid, prepared);
      trace.toSystemCall(tid);
      const stop = waitWatched(tid);
      if (stop.kind === 'ended') return end();
      if (stop.kind === 'system-call') return 'run';
      // Suspended or frozen on the way: a signal that no mask holds back stays its own.
      if (stop.kind === 'signal' && stop.signal === SIGSTOP) at.deliver = SIGSTOP;
      return 'restore';
    },
    run() {
      const {tid} = at.target;
      trace.toSystemCall(tid);
      let stop: Stop;
      // Not interrupted: the kernel would give up taking merged pages apart.
      do stop = trace.wait(tid);
      while (stop.kind === 'late');
      if (stop.kind === 'ended') return end();
      trace.read(tid, seen);
      at.callResult = resultOf(seen);
      return 'restore';
    },
    restore() {
      const {tid} = at.target;
      // Makes the kernel restart the former call, whenever the thread goes on.
      trace.interrupt(tid);
      for (let attempt = 0; attempt < mostWrites; attempt++) {
        if (isGone(trace.write(tid, kept))) return end();
        trace.read(tid, seen);
        if (seen.memory.equals(kept.memory)) break;
      }
      return 'unmask';
    },
    unmask() {
      trace.unmask(at.target.tid);
      at.held.windowMicroseconds = microsecondsSince(at.windowStartMs);
      at.held.outcome = callOutcome(at.callResult, at.target.call.toleratedErrors);
      return 'repeat';
    },
    repeat() {
      if (mustRepeat(files, at.target, kept)) {
        prepareRepeat(prepared, kept);
        trace.write(at.target.tid, prepared);
      }
      return 'release';
    },
    release() {
      trace.detach(at.target.tid, at.deliver);
      return undefined;
    },
  };

  function end(): undefined {
    at.held.outcome = 'gone';
    return undefined;
  }

  /** Waits until the thread is about to make the call; asks it to stop again if that takes long. */
  function waitWatched(tid: number): Stop {
    let nextMs = performance.now() + watchMs;
    for (;;) {
      const stop = trace.wait(tid);
      if (stop.kind !== 'late') return stop;
      if (performance.now() < nextMs) continue;
      trace.interrupt(tid);
      nextMs += watchMs;
    }
  }

  return (target, before) => {
    at = progressOf(target);
    watchdog.arm(watchMs);
    for (let step: StepName | undefined = 'seize'; step; step = table[step]()) before(step);
    watchdog.disarm();
    if (at.stopStartMs > 0) at.held.stoppedMicroseconds = microsecondsSince(at.stopStartMs);
    return at.held;
  };
}

function microsecondsSince(startMs: number): number {
  return Math.round((performance.now() - startMs) * 1000);
}
