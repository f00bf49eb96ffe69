import type {StepName} from '../../../../source/host/optIn/thread/holdSteps.js';
import type {ProcessOptIn} from '../../../../source/model/optIn/processOptIn.js';
import {program} from '../../../support/program.js';
import {until} from '../../../support/until.js';
import {type Running, start} from '../running.js';
import {type Load, putUnderLoad, type Workload} from '../servers/load.js';
import type {FindNative} from './lateness.js';

/** A program to opt in and out, and how to tell whether it takes harm. */
export type SoakTarget = {running: Running; putUnderLoad(): Load};

/** Opens a `ProcessOptIn`; its child is suspended before that step. */
export type OpenProcessOptIn = (pauseBefore?: StepName) => ProcessOptIn;

/** The programs of `hazards.c` that check what each of their calls returns, in endless turns. */
export const hazardNames = [
  ...['epoll', 'receive', 'signal', 'semaphore', 'poll', 'sleep', 'futex', 'compute', 'signalled'],
  ...['trapped', 'confined'],
] as const;

const clients = 4;

export const serverTarget = (workload: Workload): SoakTarget => ({
  running: workload.running,
  putUnderLoad: () => putUnderLoad(workload, clients),
});

export async function hazardTarget(native: FindNative, name: string): Promise<SoakTarget> {
  const running = await start(program(await native('hazards'), name));
  await running.waitForOutput(/^\./m);
  // Each turn is a line of one point.
  const answered = () => running.output().length / 2;
  const wrong = () =>
    running
      .output()
      .slice(-200)
      .match(/^harmed.*/m) ?? [];
  const load: Load = {
    wrong,
    answered,
    more(count) {
      const from = answered();
      return until('more turns', () => wrong().length > 0 || answered() >= from + count, {
        timeoutMs: 120_000,
      });
    },
    stop: async () => {},
  };
  return {running, putUnderLoad: () => load};
}
