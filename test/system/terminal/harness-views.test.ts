import {describe, expect, test} from 'vitest';
import {type Program, program} from '../../support/program.js';
import {Terminal} from '../../support/pty.js';
import {missing} from '../../support/requirements.js';
import {mustRun, run} from '../../support/run.js';
import {projectRoot, typescript} from '../../support/typescript.js';
import {
  asNobody,
  withCapabilities,
  withCgroup2,
  withEmptyKsm,
  withHiddenProcesses,
  withoutKsm,
  withReadOnlySysfs,
} from '../harness/view.js';

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
    const processes = withHiddenProcesses('invisible')(asNobody(program('ls', '-d', '/proc/1')));
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
  test('what is missing is reported loudly, with its package', async () => {
    const script = `import {missing} from '${projectRoot}test/support/requirements.ts';
      console.log(missing('everything', 'unshare', 'root'), missing('nothing'));`;
    const {stdout, stderr} = await run(typescript(script), {uid: 65_534, gid: 65_534, env: {}});
    expect(stderr).toBe('SKIPPED everything: install util-linux, needs root\n');
    expect(stdout).toBe('true false\n');
  });
});
