import {randomUUID} from 'node:crypto';
import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {missing} from '../../support/requirements.js';
import {cgroupMounts} from '../harness/cgroups.js';
import {startBubblewrap} from '../harness/containers/bubblewrap.js';
import {type Container, randomId, uniqueName} from '../harness/containers/container.js';
import {startDocker} from '../harness/containers/docker.js';
import {startLxc} from '../harness/containers/lxc.js';
import {startNspawn} from '../harness/containers/nspawn.js';
import {startPodman} from '../harness/containers/podman.js';
import {startRunc} from '../harness/containers/runc.js';
import {allocateArgs, workloadArgs} from '../harness/ksmd/memory.js';
import {
  cgroupLines,
  exeOf,
  isRunning,
  ksmStat,
  namespacePids,
} from '../harness/ksmd/process-files.js';
import {preloadInContainer} from '../harness/roots/rootfs.js';

describe('containers', {timeout: 60_000}, () => {
  const command = ['workload', ...workloadArgs({mib: 1})];
  const env = {GREETING: "it's here"};

  const check = async (container: Container, cgroupPath: string, exe = '/bin/workload') => {
    await container.waitForOutput(/ready/);
    const {initPid, commandPid} = container;
    expect((await cgroupLines(commandPid))['']).toBe(cgroupPath);
    expect(await exeOf(commandPid)).toBe(exe);
    expect(await readFile(`/proc/${commandPid}/environ`, 'utf8')).toContain("GREETING=it's here\0");
    expect(await ksmStat(commandPid)).toMatchObject({ksm_mergeable: 'yes'});
    expect(await container.pids()).toContain(commandPid);
    await container.stop();
    expect([initPid, commandPid].filter(isRunning)).toEqual([]);
    if (cgroupPath !== '/') {
      const places = (await cgroupMounts()).map(({directory}) => join(directory, cgroupPath));
      expect(places.filter(existsSync)).toEqual([]);
    }
  };

  test.skipIf(missing('LXC containers', 'lxc'))('LXC', async () => {
    const name = uniqueName('ct');
    await check(await startLxc({name, command, env}), `/lxc.payload.${name}`);
  });

  test.skipIf(missing('id-mapped LXC containers', 'lxc'))('LXC as Proxmox has it', async () => {
    const name = uniqueName('ct');
    const lxc = await startLxc({name, command, env, idMapBase: 100_000, cgroups: 'proxmox'});
    const status = await readFile(`/proc/${lxc.initPid}/status`, 'utf8');
    expect(status).toMatch(/^Uid:\s+100000/m);
    await check(lxc, `/lxc/${name}/ns`);
  });

  test.skipIf(missing('runc containers', 'runc'))(
    'runc in the cgroup of another runtime',
    async () => {
      const cgroupPath = `/kubepods/burstable/pod${randomUUID()}/${randomId()}`;
      const runc = await startRunc({name: uniqueName('pod'), command, env, cgroupPath});
      expect(await namespacePids(runc.initPid)).toEqual([runc.initPid, 1]);
      await check(runc, cgroupPath);
    },
  );

  test.skipIf(missing('preload in containers', 'runc'))(
    'the library inside a container',
    async () => {
      await using runc = await startRunc({
        name: uniqueName('web'),
        cgroupPath: `/docker/${randomId()}`,
        command: ['allocate', ...allocateArgs({mib: 1})],
        env: {LD_PRELOAD: preloadInContainer},
      });
      await runc.waitForOutput(/ready/);
      expect(await ksmStat(runc.commandPid)).toMatchObject({ksm_mergeable: 'yes'});
      expect(await readFile(`/proc/${runc.commandPid}/maps`, 'utf8')).toContain(preloadInContainer);
    },
  );

  test.skipIf(missing('bubblewrap containers', 'bubblewrap'))('bubblewrap', async () => {
    const own = (await cgroupLines(process.pid))[''] ?? '';
    const bubblewrap = await startBubblewrap({name: uniqueName('app'), command, env});
    expect(bubblewrap.initPid).not.toBe(bubblewrap.commandPid);
    await check(bubblewrap, own);
  });

  test.skipIf(missing('nspawn containers', 'nspawn'))('systemd-nspawn', async () => {
    const name = uniqueName('deb');
    const nspawn = await startNspawn({name, command, env});
    await check(nspawn, `/machine.slice/systemd-nspawn@${name}.service/payload`);
  });

  test.skipIf(missing('Podman containers', 'podman'))('Podman', async () => {
    const podman = await startPodman({name: uniqueName('pod'), command, env});
    await check(podman, `/libpod_parent/libpod-${podman.id}`);
  });

  test.skipIf(missing('Docker containers', 'docker'))('Docker', async () => {
    await using docker = await startDocker();
    const web = await docker.startContainer({name: uniqueName('web'), command, env});
    await check(web, `/docker/${web.id}`);
    const cgroupParent = `/kubepods/pod${randomUUID()}`;
    const name = uniqueName('pod');
    const pod = await docker.startContainer({name, command, env, cgroupParent, hostPids: true});
    expect(await namespacePids(pod.initPid)).toEqual([pod.initPid]);
    await check(pod, `${cgroupParent}/${pod.id}`);
  });
});
