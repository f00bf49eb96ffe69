import {randomUUID} from 'node:crypto';
import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {cgroupMounts} from './harness/cgroups.js';
import {startBubblewrap} from './harness/containers/bubblewrap.js';
import {type Container, randomId, uniqueName} from './harness/containers/container.js';
import {startDocker} from './harness/containers/docker.js';
import {startLxc} from './harness/containers/lxc.js';
import {startNspawn} from './harness/containers/nspawn.js';
import {startPodman} from './harness/containers/podman.js';
import {startQemu} from './harness/containers/qemu.js';
import {startRunc} from './harness/containers/runc.js';
import {holdKsm, ksmLockTimeoutMs} from './harness/ksm.js';
import {allocateArgs, startAllocate, startWorkload, workloadArgs} from './harness/memory.js';
import {native} from './harness/native/compile.js';
import {cgroupLines, exeOf, isRunning, ksmStat, namespacePids} from './harness/process-files.js';
import {type Program, program} from './harness/program.js';
import {missing} from './harness/requirements.js';
import {preloadInContainer} from './harness/rootfs.js';
import {mustRun, run} from './harness/run.js';
import {start} from './harness/running.js';
import {Terminal} from './harness/terminal.js';
import {
  asNobody,
  withCapabilities,
  withCgroup2,
  withEmptyKsm,
  withHiddenProcesses,
  withoutKsm,
  withReadOnlySysfs,
} from './harness/view.js';

const harness = fileURLToPath(new URL('harness', import.meta.url));

/** A process of its own for a piece of the harness; Node reads types, yet not `.js` for `.ts`. */
const typescript = (script: string): Program => {
  const hook = `import {registerHooks} from 'node:module';
    registerHooks({resolve: (name, context, next) =>
      next(name.startsWith('.') ? name.replace(/js$/, 'ts') : name, context)});`;
  return program(
    ...([
      process.execPath,
      '--import',
      `data:text/javascript,${encodeURIComponent(hook)}`,
    ] as const),
    ...['--input-type=module', '--eval', script],
  );
};

describe('terminal', {timeout: 60_000}, () => {
  test('shows what a shell prints, and types into it', async () => {
    await using terminal = Terminal.start({command: '/bin/sh', args: [], columns: 60, rows: 10});
    await terminal.press('echo $((6 * 7)) $TERM $CI $LANG', 'enter');
    await terminal.waitFor('42 xterm-256color true C.UTF-8');
    await terminal.press('stty size', 'enter');
    await terminal.waitFor(/\b10 60$/m);
    terminal.resize(100, 20);
    await terminal.press('stty size', 'enter');
    await terminal.waitFor(/\b20 100$/m);
    expect(terminal.text()).toHaveLength(20);
    await terminal.press('exit 3', 'enter');
    expect(await terminal.exited).toEqual({code: 3, signal: null});
  });

  test('sends keys as an xterm does, Escape on its own', async () => {
    await using terminal = Terminal.start({
      command: process.execPath,
      args: [
        '-e',
        `process.stdin.setRawMode(true);
         process.stdin.on('data', data => console.log(JSON.stringify(String(data))));
         console.log('listening');`,
      ],
    });
    await terminal.waitFor('listening');
    await terminal.press('f10');
    await terminal.waitFor('"\\u001b[21~"');
    await terminal.press('escape', 'j');
    await terminal.waitFor(/^"\\u001b"\n"j"$/m);
    await terminal.press('ctrl-c');
    await terminal.waitFor('"\\u0003"');
  });

  test('knows the alternate screen, the cursor, colours and raw bytes', async () => {
    await using terminal = Terminal.start({
      command: '/bin/sh',
      args: [
        '-c',
        "printf '\\033[?1049h\\033[?25l\\033[7;31mred'; read x; printf '\\033[?1049l\\033[?25h'; read x",
      ],
    });
    await terminal.waitFor('red');
    expect(terminal.alternateScreen).toBe(true);
    expect(terminal.cursorVisible).toBe(false);
    expect(terminal.cell(0, 0)).toMatchObject({text: 'r', inverse: true, foreground: 1});
    expect(terminal.rawOutput.includes('\u001B[7;31m')).toBe(true);
    expect(terminal.bytesReceived).toBe(terminal.rawOutput.length);
    await terminal.press('enter');
    await terminal.waitFor(() => !terminal.alternateScreen);
    expect(terminal.cursorVisible).toBe(true);
  });

  test('answers what a program asks of it', async () => {
    await using terminal = Terminal.start({
      command: process.execPath,
      args: [
        '-e',
        `process.stdin.setRawMode(true);
         process.stdin.on('data', data => console.log('\\r\\n' + JSON.stringify(String(data))));
         process.stdout.write('\\u001B[6n');`,
      ],
    });
    await terminal.waitFor('"\\u001b[1;1R"');
  });

  test('fails with the screen when what is waited for does not come', async () => {
    await using terminal = Terminal.start({command: '/bin/sh', args: ['-c', 'echo here; exit 4']});
    await terminal.exited;
    await expect(terminal.waitFor('there')).rejects.toThrow(/code 4.*there[\s\S]*here/);
    await using silent = Terminal.start({command: '/bin/sleep', args: ['60']});
    await expect(silent.waitFor('x', {timeoutMs: 50, what: 'an x'})).rejects.toThrow('50 ms: an x');
  });

  test('tells a signal from an exit, and hangs up', async () => {
    const killed = Terminal.start({command: '/bin/sleep', args: ['60']});
    killed.kill('SIGTERM');
    expect(await killed.exited).toEqual({code: null, signal: 'SIGTERM'});
    const hungUp = Terminal.start({command: '/bin/sleep', args: ['60']});
    hungUp.hangUp();
    expect(await hungUp.exited).toEqual({code: null, signal: 'SIGHUP'});
  });
});

describe.skipIf(missing('KSM', 'ksm', 'gcc', 'libc'))('KSM', {timeout: ksmLockTimeoutMs}, () => {
  test('a pair of workloads merges to exactly the expected pages', async () => {
    await using ksm = await holdKsm();
    await using first = await startWorkload({mib: 8, seed: 7, uniquePercent: 25});
    await using second = await startWorkload({mib: 8, seed: 7, uniquePercent: 25});
    await ksm.scanFast();
    await ksm.waitForCounts({pages_shared: 1536, pages_sharing: 1536, pages_unshared: 1024});
    await ksm.waitForSettled();
    expect(await ksmStat(first.pid)).toMatchObject({ksm_merging_pages: '1536'});
    expect(await ksmStat(second.pid)).toMatchObject({ksm_mergeable: 'yes', ksm_merge_any: 'no'});
  });

  test('zero pages are a part of their own', async () => {
    await using ksm = await holdKsm();
    await ksm.write('use_zero_pages', 1);
    await using workload = await startWorkload({mib: 8, zeroPercent: 50});
    await ksm.scanFast();
    await ksm.waitForCounts({ksm_zero_pages: 1024, pages_unshared: 1024, pages_sharing: 0});
    expect(await ksmStat(workload.pid)).toMatchObject({ksm_zero_pages: '1024'});
  });

  test('prctl offers all memory, of this program and of the next', async () => {
    await using ksm = await holdKsm();
    await using workload = await startWorkload({mib: 8, how: 'prctl'});
    await using sleeper = await start(program(await native('mergeany'), 'sleep', '60'));
    await ksm.scanFast();
    await ksm.waitForFullScans(2);
    expect(await ksmStat(workload.pid)).toMatchObject({ksm_merge_any: 'yes'});
    expect(await ksmStat(sleeper.pid)).toMatchObject({ksm_merge_any: 'yes'});
  });

  test('the preload offers what a program allocates', async () => {
    const preload = await native('libksm_preload.so');
    await using ksm = await holdKsm();
    await using first = await startAllocate({mib: 8, preload});
    await using second = await startAllocate({mib: 8, preload});
    await ksm.scanFast();
    await ksm.waitForSettled();
    for (const {pid} of [first, second]) {
      expect(await ksmStat(pid)).toMatchObject({ksm_mergeable: 'yes'});
      expect(Number((await ksmStat(pid))['ksm_merging_pages'])).toBeGreaterThanOrEqual(2048);
    }
  });

  test('the preload does not reach every program', async () => {
    const preload = await native('libksm_preload.so');
    const mib = 1;
    await using plain = await startAllocate({mib});
    await using statical = await startAllocate({mib, preload, statically: true});
    await using small = await startAllocate({mib, preload, mergeThresholdBytes: 2 ** 30});
    await using escaping = await startAllocate({mib, preload, how: 'mmap64'});
    const seen = [plain, statical, small, escaping].map(async ({pid}) => [
      (await ksmStat(pid))['ksm_mergeable'],
      (await readFile(`/proc/${pid}/maps`, 'utf8')).includes(preload),
    ]);
    expect(await Promise.all(seen)).toEqual([
      ['no', false],
      ['no', false],
      ['no', true],
      ['no', true],
    ]);
  });

  test('what a killed holder changed is put back, and the next one is let in', async () => {
    const marker = 'stable_node_chains_prune_millisecs';
    const holder = await start(
      typescript(
        `import {holdKsm} from '${harness}/ksm.ts';
         const ksm = await holdKsm();
         await ksm.write('${marker}', 1987);
         console.log('changed');
         setInterval(() => {}, 1000);`,
      ),
    );
    await holder.waitForOutput(/changed/, ksmLockTimeoutMs);
    expect((await run(program('flock', '-n', '/run/ksmtop-test.lock', 'true'))).code).toBe(1);
    await holder.stop();
    const ksm = await holdKsm();
    await ksm.restore();
    expect((await readFile(`/sys/kernel/mm/ksm/${marker}`, 'utf8')).trim()).not.toBe('1987');
  });

  test('a virtual machine offers its memory', async () => {
    await using ksm = await holdKsm();
    await using first = await startQemu({name: uniqueName('vm'), filledMib: 8});
    await using second = await startQemu({name: uniqueName('vm'), filledMib: 8});
    await using closed = await startQemu({name: uniqueName('vm'), filledMib: 8, mergeable: false});
    await ksm.scanFast();
    await ksm.waitForSettled();
    expect(Number((await ksmStat(first.pid))['ksm_merging_pages'])).toBeGreaterThanOrEqual(2048);
    expect(await ksmStat(closed.pid)).toMatchObject({ksm_mergeable: 'no'});
    expect(await cgroupLines(second.pid)).toMatchObject({'': second.cgroupPath});
  });
});

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

describe.skipIf(missing('views', 'ksm', 'unshare'))('views', () => {
  const readKsm = program('cat', '/sys/kernel/mm/ksm/run');
  const writeKsm = program('/bin/sh', '-c', 'echo 7 >/sys/kernel/mm/ksm/run');

  test('a kernel without KSM', async () => {
    expect(await run(withoutKsm(readKsm))).toMatchObject({code: 1});
    expect(await run(withoutKsm(program('ls', '/sys/kernel/mm')))).toMatchObject({stdout: ''});
    expect(await run(withEmptyKsm(program('ls', '-A', '/sys/kernel/mm/ksm')))).toMatchObject({
      code: 0,
      stdout: '',
    });
    expect(await run(readKsm)).toMatchObject({code: 0});
  });

  test('sysfs that cannot be written', async () => {
    expect((await run(withReadOnlySysfs(writeKsm))).stderr).toContain('Read-only file system');
    expect((await run(withReadOnlySysfs(readKsm))).code).toBe(0);
    expect((await run(asNobody(writeKsm))).stderr).toContain('Permission denied');
  });

  test('less than root', async () => {
    const readOthers = program(
      ...(['/bin/sh', '-c', 'cat /proc/$1/$2 >/dev/null && echo read', 'sh'] as const),
      String(process.pid),
    );
    const stat = {...readOthers, args: [...readOthers.args, 'ksm_stat']};
    const maps = {...readOthers, args: [...readOthers.args, 'maps']};
    const outcome = async (of: Program) => (await run(of)).stdout.trim();
    expect(await outcome(asNobody(stat))).toBe('');
    expect(await outcome(asNobody(maps))).toBe('');
    expect(await outcome(withCapabilities('dac_read_search')(stat))).toBe('read');
    expect(await outcome(withCapabilities('dac_read_search')(maps))).toBe('');
    expect(await outcome(withCapabilities('sys_ptrace', 'dac_read_search')(maps))).toBe('read');
    const processes = withHiddenProcesses(asNobody(program('ls', '-d', '/proc/1')));
    expect((await run(processes)).code).not.toBe(0);
  });

  test('cgroup version 2 alone', async () => {
    const mounts = await mustRun(withCgroup2(program('cat', '/proc/self/mounts')));
    expect(mounts).toMatch(/^cgroup2 \/sys\/fs\/cgroup /m);
    expect(mounts).not.toMatch(/ cgroup /);
  });

  test('in a terminal too', async () => {
    await using terminal = Terminal.start(withReadOnlySysfs(writeKsm));
    await terminal.waitFor('Read-only file system');
  });
});

describe('requirements', () => {
  test('what is missing is told loudly, with its package', async () => {
    const script = `import {missing} from '${harness}/requirements.ts';
      console.log(missing('everything', 'unshare', 'root'), missing('nothing'));`;
    const {stdout, stderr} = await run(typescript(script), {uid: 65_534, gid: 65_534, env: {}});
    expect(stderr).toBe('SKIPPED everything: install util-linux, needs root\n');
    expect(stdout).toBe('true false\n');
  });
});
