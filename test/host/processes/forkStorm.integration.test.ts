import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readdirSync} from 'node:fs';
import {expect, test} from 'vitest';
import {createLocalHost} from '../../../source/host/local/localHost.js';
import {isWhole} from '../../support/hosts/describedHost.js';
import {sampleUntil} from '../../support/hosts/sampleUntil.js';

test('thousands of processes that come and go leave nothing behind', async () => {
  const host = createLocalHost();
  try {
    await sampleUntil(host, 'everyone read', isWhole);
    const descriptors = readdirSync('/proc/self/fd').length;
    // Most end before they can be read; every fiftieth lives long enough to be found.
    const storm =
      'i=0; while [ $i -lt 2000 ]; do i=$((i+1)); if [ $((i % 50)) = 0 ]; then sleep 0.5 & else (:); fi; done; wait';
    const shells = [1, 2].map(() => spawn('/bin/sh', ['-c', storm]));
    const pids = shells.map(({pid}) => pid);
    let over = false;
    void Promise.all(shells.map((shell) => once(shell, 'exit'))).then(() => {
      over = true;
    });
    let met = 0;
    while (!over) {
      const {processes = []} = await host.sample();
      met += processes.filter(({parentPid}) => pids.includes(parentPid)).length;
    }
    const sample = await sampleUntil(host, 'the storm over', (now) => isWhole(now) && !stormy(now));
    expect(sample.processes?.filter(({pid}) => pids.includes(pid))).toEqual([]);
    expect(met).toBeGreaterThan(0);
    expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(descriptors + 2);
    expect(host.hungReads).toBe(0);

    function stormy(now: typeof sample): boolean {
      return now.processes?.some(({parentPid}) => pids.includes(parentPid)) ?? true;
    }
  } finally {
    await host.close();
  }
});
