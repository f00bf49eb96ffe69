import {afterEach, expect, test, vi} from 'vitest';
import {leaveTrial, pendingTrial} from '../../../source/commands/liveTrial.js';
import {holdSignals} from '../../../source/commands/running/endSession.js';
import {createStore} from '../../../source/session/store.js';
import {noTrialling, type Trialling} from '../../../source/session/trial/trialling.js';
import type {TrialRun} from '../../../source/session/trial/trialRun.js';

afterEach(() => void vi.restoreAllMocks());

/** A trial whose end is noted. */
function underWay() {
  const store = createStore<TrialRun>({phase: 'idle'});
  const left: boolean[] = [];
  const trialling: Trialling = {
    ...noTrialling(''),
    ...{getState: store.getState, subscribe: store.subscribe},
    async leave(keep) {
      left.push(keep);
      store.set({phase: 'ended', result: 'taken back', problems: []});
    },
  };
  return {trialling, left, start: () => store.set({phase: 'running'} as TrialRun)};
}

test.each(['SIGTERM', 'SIGHUP'] as const)(
  '%s ends the screen of a trial, which is taken back unasked, and only then the program',
  async (signal) => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const {trialling, left, start} = underWay();
    const before = process.listenerCount(signal);
    const signals = holdSignals(pendingTrial(trialling));
    expect(process.listenerCount(signal)).toBe(before);
    start();
    process.emit(signal, signal);
    expect(signals.quit.aborted).toBe(true);
    expect(kill).not.toHaveBeenCalled();
    await leaveTrial(trialling, !signals.quit.aborted);
    expect(left).toEqual([false]);
    expect(write).toHaveBeenCalledWith('The trial was taken back.\n');
    signals.release();
    expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, signal);
    expect(process.listenerCount(signal)).toBe(before);
  },
);

test('without a trial under way signals are not held', () => {
  const {trialling, start} = underWay();
  const before = process.listenerCount('SIGTERM');
  const signals = holdSignals(pendingTrial(trialling));
  start();
  expect(process.listenerCount('SIGTERM')).toBe(before + 1);
  void trialling.leave(true);
  expect(process.listenerCount('SIGTERM')).toBe(before);
  signals.release();
});
