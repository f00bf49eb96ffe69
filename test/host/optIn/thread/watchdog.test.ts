import {spawn} from 'node:child_process';
import {expect, test} from 'vitest';
import {createTrace} from '../../../../source/host/optIn/thread/trace.js';
import {createWatchdog} from '../../../../source/host/optIn/thread/watchdog.js';
import {loadSystemCalls} from '../../../../source/host/systemCalls/systemCalls.js';

const {systemCalls} = await loadSystemCalls();

test.skipIf(!systemCalls)('a wait that is blocked in the kernel ends again and again', () => {
  if (!systemCalls) return;
  const sleeper = spawn('sleep', ['60'], {stdio: 'ignore'});
  const watchdog = createWatchdog(systemCalls);
  const trace = createTrace(systemCalls);
  watchdog.arm(20);
  try {
    for (let round = 0; round < 3; round++) expect(trace.wait(sleeper.pid ?? 0).kind).toBe('late');
  } finally {
    watchdog.disarm();
    sleeper.kill('SIGKILL');
  }
});
