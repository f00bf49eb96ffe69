import assert from 'node:assert/strict';
import {kill} from 'node:process';
import type {StepName} from '../../../../source/host/optIn/thread/holdSteps.js';
import type {OptInResult} from '../../../../source/model/optIn/optInResult.js';
import type {OptInAction} from '../../../../source/model/optIn/optInTarget.js';
import type {ProcessOptIn} from '../../../../source/model/optIn/processOptIn.js';
import {suspendedChild} from '../ksmd/process-files.js';
import type {OpenProcessOptIn} from './targets.js';

/** For how long a program was stopped by each change, in microseconds; by region, over all stops. */
export type Times = {
  stops: Record<OptInAction, number[]>;
  /** How many calls each change took. */
  calls: number[];
  /** No thread was at a safe point, so that it was tried again. */
  retries: number;
};

const containerId = 'host';
const mostTries = 20;
/** ksmtop says "Try again." of these: the program was between two points at which it can be stopped. */
const passing: readonly (string | undefined)[] = ['no-safe-point', 'waits-for-kernel'];

/** Opts processes in and out, each `rounds` times, one after the other. */
export async function changeOften(
  optIn: ProcessOptIn,
  pids: readonly number[],
  rounds: number,
  check: () => void,
): Promise<Times> {
  const times: Times = {stops: {in: [], out: []}, calls: [], retries: 0};
  const change = async (pid: number, action: OptInAction) => {
    const result = await changeSurely(optIn, pid, action, () => times.retries++);
    assert.equal(result.outcome, `opted-${action}`, JSON.stringify(result));
    assert.equal(result.unregistered, undefined);
    times.stops[action].push(result.stoppedMicroseconds ?? 0);
    times.calls.push(result.calls ?? 0);
    check();
  };
  for (let round = 0; round < rounds; round++) {
    for (const action of ['in', 'out'] as const) {
      for (const pid of pids) await change(pid, action);
    }
  }
  return times;
}

async function changeSurely(
  optIn: ProcessOptIn,
  pid: number,
  action: OptInAction,
  again: () => void,
): Promise<OptInResult> {
  for (let tries = 1; ; tries++) {
    const result = await optIn.change({pid, action, containerId});
    if (tries === mostTries || !passing.includes(result.refusal?.name)) return result;
    again();
  }
}

/** An emulated processor that serves clients meanwhile starts a child in half a minute. */
const childTimeoutMs = 120_000;

/** Before these steps the program does not depend on the child. */
const outsideWindow: readonly StepName[] = ['seize', 'stop', 'examine', 'mask', 'release'];

/** Kills the child that opts in, before each of its steps in turn, and opts out what it has done. */
export async function killOften(
  open: OpenProcessOptIn,
  optIn: ProcessOptIn,
  pids: readonly number[],
  kills: number,
  check: () => void,
): Promise<void> {
  for (let killed = 0; killed < kills; ) {
    const pid = pids[killed % pids.length] as number;
    const broken = open(outsideWindow[killed % outsideWindow.length]);
    const result = broken.change({pid, action: 'in', containerId});
    // Without a thread that it can stop, the child does not come to that step.
    const child = await Promise.race([suspendedChild({timeoutMs: childTimeoutMs}), result]);
    if (typeof child === 'number') {
      kill(child, 'SIGKILL');
      const {outcome, refusal} = await result;
      // Before the release, the call has been made.
      assert.ok(outcome === 'opted-in' || refusal?.name === 'child-ended', outcome);
      killed++;
    }
    await broken.close();
    const {outcome, refusal} = await changeSurely(optIn, pid, 'out', () => {});
    assert.ok(['opted-out', 'already'].includes(outcome), JSON.stringify({outcome, refusal}));
    check();
  }
}
