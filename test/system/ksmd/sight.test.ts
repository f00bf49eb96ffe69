import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {Program} from '../../support/program.js';
import {missing} from '../../support/requirements.js';
import {mustRun, run} from '../../support/run.js';
import {startBubblewrap} from '../harness/containers/bubblewrap.js';
import {randomId, uniqueName} from '../harness/containers/container.js';
import {startRunc} from '../harness/containers/runc.js';
import {quickly} from '../harness/examine.js';
import {type HeldKsm, holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {startWorkload, workloadArgs} from '../harness/ksmd/memory.js';
import {ksmtopProgram} from '../harness/ksmtop.js';
import {
  asNobody,
  rootWithout,
  withCapabilities,
  withCgroup2,
  withHiddenProcesses,
} from '../harness/view.js';

type Printed = {
  ksm: Record<string, number>;
  host: {processes: number; processes_readable: number};
  containers: ReadonlyArray<
    {id: string; name: string; kind: string; processes: number; processes_readable: number} & {
      preload: Record<string, number>;
      offered_bytes?: number;
      merged_bytes?: number;
      saved_bytes?: number;
    }
  >;
};

async function printed(view: (program: Program) => Program = (all) => all): Promise<Printed> {
  const text = await mustRun(view(ksmtopProgram('print', '-n', '1', '--format', 'json')));
  return JSON.parse(text) as Printed;
}

describe.skipIf(missing('sight by privilege', 'ksm', 'gcc', 'libc', 'runc'))(
  'what each privilege lets ksmtop see',
  () => {
    let ksm: HeldKsm;
    let stop: Array<() => Promise<void>> = [];
    const id = randomId();
    beforeAll(async () => {
      ksm = await holdKsm();
      const name = uniqueName('web');
      const command = ['workload', ...workloadArgs({mib: 8, seed: 71})];
      const container = await startRunc({name, cgroupPath: `/docker/${id}`, command});
      stop = [container.stop];
      const twin = await startWorkload({mib: 8, seed: 71});
      stop.push(twin.stop);
      await container.waitForOutput(/ready/);
      await ksm.scanFast();
      await ksm.waitForCounts({pages_shared: 2048, pages_sharing: 2048});
    }, ksmLockTimeoutMs);
    afterAll(async () => {
      for (const each of stop) await each();
      await ksm?.restore();
    });

    const container = ({containers}: Printed) => containers.find((row) => row.id.includes(id));

    test('root: everything, and it adds up', async () => {
      const all = await printed();
      expect(container(all)).toMatchObject({
        kind: 'docker',
        processes: 1,
        processes_readable: 1,
        preload: {merging: 1},
        offered_bytes: 8 * 2 ** 20,
        merged_bytes: 8 * 2 ** 20,
        saved_bytes: 4 * 2 ** 20,
      });
    });

    test.each([
      ['nobody', asNobody],
      ['CAP_SYS_PTRACE', withCapabilities('sys_ptrace')],
    ] as const)('%s: the container, but nothing unknown as zero', async (_, view) => {
      const seen = await printed(view);
      expect(seen.ksm).toMatchObject({pages_shared: 2048, pages_sharing: 2048});
      expect(seen.host.processes_readable).toBeLessThan(seen.host.processes);
      const row = container(seen);
      expect(row).toMatchObject({kind: 'docker', processes: 1, processes_readable: 0});
      expect(row?.preload).toMatchObject({unknown: 1, none: 0, merging: 0});
      expect(Object.keys(row ?? {})).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/^(?:offered|merged|saved|profit)_bytes$/)]),
      );
      expect(seen.containers.find(({name}) => name === 'unattributed')?.saved_bytes).toBe(
        8 * 2 ** 20,
      );
    });

    test('CAP_DAC_READ_SEARCH: what merges, but not whether a library is mapped', async () => {
      const row = container(await printed(withCapabilities('dac_read_search')));
      expect(row).toMatchObject({merged_bytes: 8 * 2 ** 20, preload: {merging: 1}});
    });

    test('both capabilities: as root', async () => {
      const row = container(await printed(withCapabilities('sys_ptrace', 'dac_read_search')));
      expect(row).toMatchObject({
        processes_readable: 1,
        preload: {merging: 1},
        saved_bytes: 4 * 2 ** 20,
      });
    });

    test.each(['noaccess', 'invisible'] as const)(
      'nobody, where processes are hidden (%s): no word on those of others',
      async (hidepid) => {
        const view = withHiddenProcesses(hidepid);
        const seen = await printed((program) => view(asNobody(program)));
        // Itself, and its children that read.
        expect(seen.host.processes).toBeLessThanOrEqual(3);
        expect(seen.host.processes_readable).toBe(seen.host.processes);
        expect(seen.containers.find(({kind}) => kind === 'host')).not.toHaveProperty(
          'merged_bytes',
        );
        expect(seen.containers.find(({name}) => name === 'unattributed')?.saved_bytes).toBe(
          8 * 2 ** 20,
        );
        expect((await printed(view)).host.processes).toBeGreaterThan(3);
      },
    );

    /** All at once: each watches ksmd for a while. */
    test('doctor says what is hidden or not permitted, and judges nothing of it', async () => {
      const doctor = quickly(ksmtopProgram('doctor'));
      // Newer kernels (6.18 is one) show maps to the other two as well.
      const container = rootWithout('sys_ptrace', 'sys_admin', 'perfmon');
      const hidden = (['noaccess', 'invisible'] as const).map((hidepid) =>
        run(withHiddenProcesses(hidepid)(asNobody(doctor))),
      );
      const {stdout} = await run(container(doctor));
      expect(stdout).toMatch(
        /processes can be read: root lacks CAP_SYS_PTRACE for \/proc\/\d+\/maps/,
      );
      expect(stdout).toMatch(/# Give ksmtop CAP_SYS_PTRACE/);
      expect(stdout).not.toMatch(/sudo ksmtop doctor/);
      for (const {stdout} of await Promise.all(hidden)) {
        expect(stdout).toMatch(/\/proc hides other users' processes \(hidepid\)/);
        expect(stdout).not.toMatch(/No container loses|all readable/);
      }
    });

    test('a pure cgroup v2 view: the same container', async () => {
      expect(container(await printed(withCgroup2))).toMatchObject({
        kind: 'docker',
        preload: {merging: 1},
      });
    });

    test.skipIf(missing('a namespace without a cgroup', 'bubblewrap'))(
      'a pid namespace without a cgroup of its own',
      async () => {
        const command = ['workload', ...workloadArgs({mib: 1, seed: 72})];
        await using sandbox = await startBubblewrap({name: uniqueName('app'), command});
        await sandbox.waitForOutput(/ready/);
        const {containers} = await printed();
        expect(containers.filter(({kind}) => kind === 'namespace')).toContainEqual(
          expect.objectContaining({processes: expect.any(Number)}),
        );
      },
    );
  },
);
