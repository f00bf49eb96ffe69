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

const prctl = 157;
/** PR_SET_MEMORY_MERGE, since 6.4. */
const setMemoryMerge = 67;

const stopTimeoutMs = 1000;
const watchMs = 100;
/** The first one suffices, unless the kernel shows a register otherwise than it was written. */
const mostWrites = 3;

const {SIGSTOP} = constants.signals;
/**
 * Stops a thread, lets it make one system call, and puts it back as it was. Everything that the
 * window between the two changes of registers needs is made before.
 */
export function createHold(calls: SystemCalls, files: TargetFiles, watchdog: Watchdog) {
  const trace = createTrace(calls);
  const kept = createRegisters();
  const prepared = createRegisters();
  const seen = createRegisters();

  return (target: Target, before: (step: StepName) => void = () => {}): Held => {
    const {tid, confined} = target;
    const held: Held = {outcome: 'again'};
    let deliver = 0;
    let callResult: number | undefined;
    let stopStartMs = 0;
    let windowStartMs = 0;

    /** What to do in each step; returns the next one, absent after the last. */
    const table: Record<StepName, () => StepName | undefined> = {
      seize() {
        const result = trace.seize(tid, confined);
        if (result === 0) return 'stop';
        held.outcome = seizeOutcome(result, confined);
        return undefined;
      },
      stop() {
        stopStartMs = performance.now();
        trace.interrupt(tid);
        let stop: Stop;
        do stop = trace.wait(tid);
        while (stop.kind === 'late' && performance.now() - stopStartMs < stopTimeoutMs);
        if (stop.kind === 'asked') return 'examine';
        if (stop.kind === 'late') {
          held.outcome = refusal('does-not-stop');
          held.mustEnd = true;
          return undefined;
        }
        if (stop.kind === 'ended') return end();
        if (stop.kind === 'suspended') held.outcome = refusal('stopped');
        // It gets its signal, and another look follows.
        if (stop.kind === 'signal') deliver = stop.signal;
        return 'release';
      },
      examine() {
        if (isGone(trace.read(tid, kept))) return end();
        const found = examineThread(trace, files, target, kept);
        if (found === undefined) return 'mask';
        held.outcome = found;
        return isWide(kept) ? 'repeat' : 'release';
      },
      mask() {
        prepareCall(prepared, kept, target.instruction, prctl, [
          setMemoryMerge,
          target.action === 'in' ? 1 : 0,
        ]);
        if (trace.keepMask(tid) < 0) return end();
        trace.maskAll(tid);
        windowStartMs = performance.now();
        return 'enter';
      },
      enter() {
        trace.write(tid, prepared);
        trace.toSystemCall(tid);
        const stop = waitWatched(tid);
        if (stop.kind === 'ended') return end();
        if (stop.kind === 'system-call') return 'run';
        // Suspended or frozen on the way: a signal that no mask holds back stays its own.
        if (stop.kind === 'signal' && stop.signal === SIGSTOP) deliver = SIGSTOP;
        return 'restore';
      },
      run() {
        trace.toSystemCall(tid);
        let stop: Stop;
        // Not interrupted: the kernel would give up taking merged pages apart.
        do stop = trace.wait(tid);
        while (stop.kind === 'late');
        if (stop.kind === 'ended') return end();
        trace.read(tid, seen);
        callResult = resultOf(seen);
        return 'restore';
      },
      restore() {
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
        trace.unmask(tid);
        held.windowMicroseconds = microsecondsSince(windowStartMs);
        held.outcome = callOutcome(callResult);
        return 'repeat';
      },
      repeat() {
        if (mustRepeat(files, target, kept)) {
          prepareRepeat(prepared, kept);
          trace.write(tid, prepared);
        }
        return 'release';
      },
      release() {
        trace.detach(tid, deliver);
        return undefined;
      },
    };

    function end(): undefined {
      held.outcome = 'gone';
      return undefined;
    }

    watchdog.arm(watchMs);
    for (let step: StepName | undefined = 'seize'; step; step = table[step]()) before(step);
    watchdog.disarm();
    if (stopStartMs > 0) held.stoppedMicroseconds = microsecondsSince(stopStartMs);
    return held;
  };

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
}

function microsecondsSince(startMs: number): number {
  return Math.round((performance.now() - startMs) * 1000);
}
