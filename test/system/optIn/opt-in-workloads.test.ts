import {describe, expect, test} from 'vitest';
import {openOptIn} from '../../../source/host/optIn/openOptIn.js';
import {missing} from '../../support/requirements.js';
import {cases, isSoak} from '../../support/soak.js';
import {childrenOf, ksmStat} from '../harness/process-files.js';
import {inDirectory, putUnderLoad, workloads} from '../harness/workloads.js';

const needs = ['root', 'ksm'] as const;
const clients = 4;

describe.skipIf(missing('opting in servers under load', ...needs))('a server under load', () => {
  for (const {name, needs: own, soakOnly = false, start} of workloads) {
    const skipped = (soakOnly && !isSoak) || missing(`opting in ${name} under load`, ...own);
    test.skipIf(skipped)(
      `${name} answers every request while it is opted in and out`,
      {timeout: cases(60_000, 3_600_000)},
      () =>
        inDirectory(async (directory) => {
          const workload = await start(directory);
          const {running} = workload;
          const load = putUnderLoad(workload, clients);
          const hand = openOptIn('/proc');
          try {
            await load.more(100);
            const pids = [running.pid, ...(await childrenOf(running.pid))];
            const stops: number[] = [];
            for (let round = 0; round < cases(100, 10_000 / pids.length); round++) {
              for (const action of ['in', 'out'] as const) {
                for (const pid of pids) {
                  const result = await hand.change({pid, action});
                  expect(result).toMatchObject({outcome: `opted-${action}`});
                  stops.push(result.stoppedMicroseconds ?? 0);
                }
              }
            }
            await load.more(100);
            expect(load.wrong).toEqual([]);
            for (const pid of pids) expect((await ksmStat(pid))['ksm_merge_any']).toBe('no');
            note(name, stops, load.answered());
          } finally {
            await load.stop();
            await hand.close();
            await running.stop();
          }
        }),
    );
  }
});

/** A row of the table in docs/opt-in.md. */
function note(name: string, stops: readonly number[], answered: number): void {
  if (!isSoak) return;
  const sorted = stops.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))];
  process.stdout.write(
    `| ${name} | ${stops.length} | ${answered} | ${at(0.5)} | ${at(0.99)} | ${at(1)} |\n`,
  );
}
