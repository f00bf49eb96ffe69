import {createRegisters} from '../../../kernel/process/thread/userRegisters.js';
import type {SystemCalls} from '../../systemCalls/systemCalls.js';
import type {TargetFiles} from '../targetFiles.js';
import {
  type Bench,
  type Held,
  microsecondsSince,
  type Progress,
  type StepName,
  stepTable,
  watchMs,
} from './holdSteps.js';
import type {Target} from './target.js';
import {createTrace} from './trace.js';
import type {Watchdog} from './watchdog.js';

/** Holds one thread for one call; `before` is called before each step. */
export type Hold = (target: Target, before: (step: StepName) => void) => Held;

/**
 * Stops a thread, lets it make one system call, and puts it back as it was. Everything that the
 * window between the two changes of registers needs is made before.
 */
export function createHold(calls: SystemCalls, files: TargetFiles, watchdog: Watchdog): Hold {
  const bench: Bench = {
    ...{trace: createTrace(calls), files},
    ...{kept: createRegisters(), prepared: createRegisters(), seen: createRegisters()},
  };
  return (target, before) => {
    const at = progressOf(target);
    watchdog.arm(watchMs);
    takeSteps(bench, at, before);
    watchdog.disarm();
    if (at.stopStartMs > 0) at.held.stoppedMicroseconds = microsecondsSince(at.stopStartMs);
    return at.held;
  };
}

function progressOf(target: Target): Progress {
  const held: Held = {outcome: 'again'};
  const times = {stopStartMs: 0, windowStartMs: 0};
  return {target, held, deliver: 0, instruction: 0n, callResult: undefined, ...times};
}

function takeSteps(bench: Bench, at: Progress, before: (step: StepName) => void): void {
  let step: StepName | undefined = 'seize';
  while (step) {
    before(step);
    step = stepTable[step](bench, at);
  }
}
