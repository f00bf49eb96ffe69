import {randomUUID} from 'node:crypto';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {missing} from '../../support/requirements.js';
import {randomId, uniqueName} from '../harness/containers/container.js';
import {startLxc} from '../harness/containers/lxc.js';
import {startRunc} from '../harness/containers/runc.js';
import {type HeldKsm, holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {allocateArgs, workloadArgs} from '../harness/ksmd/memory.js';
import {ksmtop} from '../harness/ksmtop.js';
import {preloadInContainer} from '../harness/roots/rootfs.js';

const row = (start: string, ...rest: string[]) =>
  new RegExp(`^[ ▸]${[start, ...rest].join(' +')}(?: |$)`, 'm');

describe.skipIf(missing('containers on the live screen', 'ksm', 'lxc', 'runc'))(
  'containers on the live screen',
  () => {
    let ksm: HeldKsm;
    beforeAll(async () => {
      ksm = await holdKsm();
      await ksm.scanFast();
    }, ksmLockTimeoutMs);
    afterAll(() => ksm?.restore());

    test('LXC with the preload: merging, and why one does not', async () => {
      const allocate = ['allocate', ...allocateArgs({mib: 8, seed: 21})];
      const env = {LD_PRELOAD: preloadInContainer};
      const [one, two, none, wrong] = ['ct1', 'ct2', 'ct3', 'ct4'].map(uniqueName) as [
        string,
        string,
        string,
        string,
      ];
      await using _one = await startLxc({name: one, command: allocate, env});
      await using _two = await startLxc({name: two, command: allocate, env});
      await using _none = await startLxc({name: none, command: allocate});
      await using _wrong = await startLxc({
        name: wrong,
        command: allocate,
        env: {LD_PRELOAD: '/nowhere/libksm_preload.so'},
      });
      await using terminal = ksmtop(['-d', '0.5'], {columns: 140, rows: 40});
      await terminal.waitFor(row(one, 'lxc', '\\d+', '1 merging'), {timeoutMs: 30_000});
      await terminal.waitFor(row(two, 'lxc', '\\d+', '1 merging'), {timeoutMs: 30_000});
      await terminal.waitFor(row(none, 'lxc', '\\d+', 'none'));
      await terminal.waitFor(row(wrong, 'lxc', '\\d+', '1 requested ▲'));
      await terminal.filter(wrong);
      await terminal.press('enter');
      await terminal.waitFor(/allocate .* requested/);
      await terminal.filter('allocate');
      await terminal.press('enter');
      await terminal.waitFor(/nowhere\/libksm_preload\.so was requested, but that file is missing/);
    });

    test.each([
      ['docker', () => `/docker/${randomId()}`],
      ['docker', () => `/system.slice/docker-${randomId()}.scope`],
      ['kubernetes', () => `/kubepods/burstable/pod${randomUUID()}/${randomId()}`],
      ['podman', () => `/machine.slice/libpod-${randomId()}.scope`],
    ])('%s by its cgroup', async (kind, path) => {
      const cgroupPath = path();
      const id = /[0-9a-f]{64}/.exec(cgroupPath)?.[0].slice(0, 12) ?? '';
      await using container = await startRunc({
        name: uniqueName('web'),
        cgroupPath,
        command: ['workload', ...workloadArgs({mib: 4})],
      });
      await container.waitForOutput(/ready/);
      await using terminal = ksmtop(['-d', '0.5'], {columns: 140, rows: 40});
      // The name may be the runtime's, the host name inside, or the short id.
      await terminal.waitFor((lines) =>
        lines.some((line) => new RegExp(` ${kind} +1 +1 (?:mergeable|merging)`).test(line)),
      );
      await terminal.filter(id);
      await terminal.waitFor(new RegExp(` ${kind} +1 +1 merg`));
      expect(terminal.text().filter((line) => / 1 merg/.test(line))).toHaveLength(1);
    });

    test('a container that ends leaves the list', async () => {
      const name = uniqueName('gone');
      const container = await startLxc({name, command: ['workload', ...workloadArgs({mib: 1})]});
      await using terminal = ksmtop(['-d', '0.5'], {columns: 140, rows: 40});
      await terminal.waitFor(row(name, 'lxc'));
      await container.stop();
      await terminal.waitFor((lines) => !lines.some((line) => line.includes(name)));
    });
  },
);
