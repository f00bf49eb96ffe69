import {existsSync} from 'node:fs';
import {appendFile, mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {release} from 'node:os';
import {dirname, join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {isAtLeast} from '../../../source/kernel/system.js';
import {kernel6_6} from '../../fixtures/kernels/kernel-6.6.js';
import {kernel6_12} from '../../fixtures/kernels/kernel-6.12.js';
import {writeTree} from '../../fixtures/tree.js';
import {after, commandWords, type Program, program, shellLine} from '../../support/program.js';
import {missing} from '../../support/requirements.js';
import {mustRun} from '../../support/run.js';
import {until} from '../../support/until.js';
import {cgroupMounts} from '../harness/cgroups.js';
import {type Container, uniqueName} from '../harness/containers/container.js';
import {startLxc} from '../harness/containers/lxc.js';
import {guideOf, preloadOf, untilOffered} from '../harness/guide.js';
import {allocateArgs} from '../harness/ksmd/memory.js';
import {ksmStat} from '../harness/ksmd/process-files.js';
import {ksmtopProgram, runKsmtop} from '../harness/ksmtop.js';
import {native} from '../harness/native/compile.js';
import {preloadInContainer} from '../harness/roots/rootfs.js';

const allocate = ['allocate', ...allocateArgs({mib: 1})];

describe.skipIf(missing('the steps of the guide in LXC', 'lxc'))('in LXC', () => {
  const settingsOf = ({root}: Container) => join(dirname(root), 'config');

  /** Stops and starts a container, as a step of the guide says; `through` wraps the start. */
  async function restart({name, root}: Container, through = (start: Program) => start) {
    const where = ['-P', dirname(dirname(root)), '-n', name];
    await mustRun(program('lxc-stop', '-k', ...where));
    const places = (await cgroupMounts()).map(({directory}) =>
      join(directory, `lxc.payload.${name}`),
    );
    await until('its cgroups to go', () => !places.some(existsSync));
    await mustRun(
      after('exec </dev/null >/dev/null 2>&1', through(program('lxc-start', ...where))),
    );
    const pid = await mustRun(program('lxc-info', ...where, '-p', '-H'));
    return Number(pid);
  }

  test('its setting of the environment opts the program in', async () => {
    const name = uniqueName('shop');
    await using lxc = await startLxc({name, command: allocate});
    await lxc.waitForOutput(/ready/);
    expect(await preloadOf(name)).toMatchObject({none: 1, mergeable: 0, merging: 0});
    const lines = await guideOf(name);
    expect(lines[0]).toBe(`ksmtop guide   ${name}, lxc`);
    expect(lines).toContain(`The library is installed in its root: ${preloadInContainer}.`);
    const setting = lines.find((line) => line.startsWith('lxc.environment = '));
    expect(setting).toBe(`lxc.environment = LD_PRELOAD=${preloadInContainer}`);
    // It is not where LXC has its containers, and the guide says where it is.
    const [, file = ''] = /^On the host, in\s(\S+):$/m.exec(lines.join('\n')) ?? [];
    expect(file).toBe(settingsOf(lxc));
    // Its first program ends at no other signal.
    await appendFile(file, `${setting}\nlxc.signal.halt = SIGKILL\n`);
    const step = lines.find((line) => line.startsWith('lxc-stop '));
    await mustRun(program('/bin/sh', '-c', `exec </dev/null >/dev/null 2>&1; ${step}`));
    await untilOffered(name);
    const look = lines.find((line) => line.startsWith('ksmtop print '));
    const {code, stdout} = await runKsmtop(look?.split(' ').slice(1));
    expect(code).toBe(0);
    expect(stdout).toContain(name);
  });

  test('its line for a shell opens one inside', async () => {
    const name = uniqueName('inside');
    await using lxc = await startLxc({name});
    // Where a library is installed, the guide has no step inside.
    await rm(join(lxc.root, preloadInContainer));
    const step = (await guideOf(name)).find((line) => line.startsWith('lxc-attach '));
    const hostname = await mustRun(program('/bin/sh', '-c', `${step} -- /bin/hostname`));
    expect(hostname.trim()).toBe(name);
  });

  test('its line for /etc/ld.so.preload opts the program in', async () => {
    const name = uniqueName('mail');
    await using lxc = await startLxc({name, command: allocate});
    const step = (await guideOf(name)).find((line) => line.endsWith('/etc/ld.so.preload'));
    await mustRun(program('chroot', lxc.root, '/bin/sh', '-c', step ?? 'false'));
    await restart(lxc);
    await untilOffered(name);
  });

  test('its line for an init script opts the service in', async () => {
    const name = uniqueName('centos');
    await using lxc = await startLxc({name});
    const inside = (path: string) => join(lxc.root, path);
    const script = (...lines: string[]) => ['#!/bin/sh', ...lines, ''].join('\n');
    await mkdir(inside('etc/init.d'));
    const mysql = inside('etc/init.d/mysql');
    await writeFile(mysql, script(`${allocate.join(' ')} >/dev/null 2>&1 &`), {mode: 0o755});
    await writeFile(inside('bin/init'), script('/etc/init.d/mysql start', 'sleep 3600'), {
      mode: 0o755,
    });
    await writeFile(inside('start'), script('exec /bin/init'));
    await restart(lxc);
    const line = await until('the guide to know its init', async () =>
      (await guideOf(name)).find((text) => text.startsWith('export LD_PRELOAD=')),
    );
    const [first = '', ...rest] = (await readFile(mysql, 'utf8')).split('\n');
    await writeFile(mysql, [first, line, ...rest].join('\n'));
    await restart(lxc);
    await untilOffered(name);
  });

  test.skipIf(!isAtLeast(release(), 6, 7))(
    'all of a container inherits the opt-in of a unit',
    async () => {
      const name = uniqueName('unit');
      await using lxc = await startLxc({
        name,
        command: ['allocate-static', ...allocateArgs({mib: 1})],
      });
      const merging = await native('mergeany');
      const pid = await restart(lxc, (start) => program(merging, ...commandWords(start)));
      await until('prctl in the container', async () => {
        return (await ksmStat(pid)).ksm_merge_any === 'yes';
      });
      await untilOffered(name);
    },
  );
});

test('without a container it is about the host', async () => {
  const lines = await guideOf();
  expect(lines[0]).toMatch(/, this host$/);
  expect(lines.join('\n')).toContain('LD_PRELOAD=');
});

test('an unknown container is one sentence, with the nearest names', async () => {
  const {code, stdout, stderr} = await runKsmtop(['guide', 'hots']);
  expect({code, stdout}).toEqual({code: 1, stdout: ''});
  expect(stderr).toMatch(/^ksmtop: container "hots" not found; nearest: .*host.*\.\n$/);
  const two = await runKsmtop(['guide', 'a', 'b']);
  expect(two).toMatchObject({code: 2, stderr: 'ksmtop: guide takes at most one container.\n'});
});

test.each([
  ['Proxmox', kernel6_6],
  ['Kubernetes, rootless and nested containers', kernel6_12],
])(
  'its last line shows the container that it is for: %s',
  {timeout: 120_000},
  async (_, kernel) => {
    using tree = writeTree(kernel.files);
    const from = ['--procfs', tree.procfs, '--sysfs', tree.sysfs];
    const {stdout} = await runKsmtop(['print', '-n', '1', '--format', 'json', ...from]);
    const ids: string[] = JSON.parse(stdout).containers.map(({id}: {id: string}) => id);
    const contained = ids.filter((id) => id.includes(':'));
    expect(contained.length).toBeGreaterThan(3);
    for (const id of contained) {
      const lines = await guideOf(id, from);
      const line = lines.find((text) => text.startsWith('ksmtop print '));
      const words = shellLine(ksmtopProgram());
      const options = shellLine(program('--format', 'json', ...from));
      const script = `ksmtop() { ${words} "$@" ${options}; }; ${line}`;
      const shown = JSON.parse(await mustRun(program('/bin/sh', '-c', script)));
      expect(shown.containers.map((row: {id: string}) => row.id)).toEqual([id]);
    }
  },
);
