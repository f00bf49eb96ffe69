import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {openOptIn} from '../../../../source/host/optIn/openOptIn.js';
import type {OptInAction} from '../../../../source/model/optIn/optInTarget.js';
import {program} from '../../../support/program.js';
import {until} from '../../../support/until.js';
import {workloadArgs} from '../ksmd/memory.js';
import {start} from '../running.js';
import type {FindNative} from './lateness.js';
import {type Spread, spreadOf} from './spread.js';

/** How long a process is stopped when it is opted out with that much merged. */
export type UnmergeTimes = {mib: number; stop: Spread};

const sizesMib = [1, 4, 16, 64, 256];
const pagesInMib = 256;
const timeoutMs = 120_000;

/** While ksmd scans. */
export async function unmergeTimes(native: FindNative, repeats: number): Promise<UnmergeTimes[]> {
  const optIn = openOptIn('/proc');
  const sharing = (what: string, isReached: (pages: number) => boolean) =>
    until(
      what,
      async () => isReached(Number(await readFile('/sys/kernel/mm/ksm/pages_sharing', 'utf8'))),
      {timeoutMs},
    );
  const change = async (pid: number, action: OptInAction) => {
    const result = await optIn.change({pid, action});
    assert.equal(result.outcome, `opted-${action}`, JSON.stringify(result));
    return result.stoppedMicroseconds ?? 0;
  };
  const startCopy = async (mib: number) => {
    const words = workloadArgs({mib, how: 'none'});
    const copy = await start(program(await native('workload'), ...words));
    await copy.waitForOutput(/^ready$/m);
    return copy;
  };
  const measure = async (mib: number) => {
    await using one = await startCopy(mib);
    await using other = await startCopy(mib);
    for (const {pid} of [one, other]) await change(pid, 'in');
    await sharing(`${mib} MiB merged`, (pages) => pages >= mib * pagesInMib);
    // Both live until then.
    return await change(one.pid, 'out');
  };
  try {
    const found: UnmergeTimes[] = [];
    for (const mib of sizesMib) {
      const stops: number[] = [];
      for (let repeat = 0; repeat < repeats; repeat++) {
        stops.push(await measure(mib));
        // The counter falls with the next scan.
        await sharing('nothing merged', (pages) => pages === 0);
      }
      found.push({mib, stop: spreadOf(stops)});
    }
    return found;
  } finally {
    await optIn.close();
  }
}
