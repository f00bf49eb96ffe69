import {refusal} from '../../../model/optIn/refusals.js';
import {blockFor} from '../blockFor.js';
import type {TargetFiles} from '../targetFiles.js';
import {chooseThread} from './chooseThread.js';
import type {Hold} from './heldThread.js';
import type {Held, StepName} from './holdSteps.js';
import type {TargetProcess} from './target.js';

const mostAttempts = 25;
const pauseMs = 2;

/** Lets a process make a call, by the thread that a stop disturbs least, once there is one. */
export function borrowThread(
  files: TargetFiles,
  hold: Hold,
  target: TargetProcess,
  before: (step: StepName) => void,
): Held {
  let lastReason: 'no-safe-point' | 'waits-for-kernel' = 'no-safe-point';
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    if (attempt > 0) blockFor(pauseMs);
    const thread = chooseThread(files, target.pid);
    if (typeof thread === 'string') {
      lastReason = thread === 'none' ? 'no-safe-point' : thread;
      continue;
    }
    const held = hold({...target, ...thread}, before);
    // A thread may end while its process lives.
    const isAlive = held.outcome === 'gone' && files.lives(target);
    if (held.outcome !== 'again' && !isAlive) return held;
  }
  return {outcome: files.lives(target) ? refusal(lastReason) : 'gone'};
}
