import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {after, commandWords, type Program, program} from '../../support/program.js';
import {cleanEnv, Terminal} from '../../support/pty.js';
import {missing} from '../../support/requirements.js';
import {run} from '../../support/run.js';
import {type HeldKsm, holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {ksmtopProgram} from '../harness/ksmtop.js';
import {asNobody} from '../harness/view.js';

/** An empty /etc and /run for one program alone. */
const withOwnEtc = (boot: string, of: Program): Program => {
  const mounts = 'mount -t tmpfs -o mode=755 tmpfs /etc; mount -t tmpfs tmpfs /run';
  const words = commandWords(after(`${mounts}; ${boot}`, of));
  return program('unshare', '--mount', '--', ...words);
};

const systemd = 'mkdir -p /run/systemd/system';
const noSystemd = ':';

/** Runs `ksmtop persist` with options, then a line of shell, in one /etc. */
const persistThen = (boot: string, options: string[], line: string) => {
  const persist = commandWords(ksmtopProgram('persist', ...options));
  const both = program('/bin/sh', '-c', `"$@" || exit; ${line}`, 'sh', ...persist);
  return run(withOwnEtc(boot, both), {env: cleanEnv});
};

describe.skipIf(missing('ksmtop persist', 'ksm', 'unshare'))('ksmtop persist', () => {
  let ksm: HeldKsm;
  beforeAll(async () => {
    ksm = await holdKsm();
    await ksm.write('pages_to_scan', 1234);
    await ksm.write('sleep_millisecs', 33);
  }, ksmLockTimeoutMs);
  afterAll(() => ksm?.restore());

  test('shows the text, and writes nothing without a yes', async () => {
    const show = await persistThen(systemd, ['--dry-run'], 'ls /etc');
    expect(show).toMatchObject({code: 0, stderr: ''});
    expect(show.stdout).toMatch(
      /^\/etc\/tmpfiles\.d\/ksmtop\.conf would be created:\n\n {4}# Written.*\n(?: {4}w .*\n)+\n$/,
    );
    expect(show.stdout).toContain('    w /sys/kernel/mm/ksm/pages_to_scan - - - - 1234\n');
    const mute = await persistThen(systemd, [], 'true');
    expect(mute).toMatchObject({code: 2});
    expect(mute.stderr).toContain('add --yes');
    await using terminal = Terminal.start(withOwnEtc(systemd, ksmtopProgram('persist')));
    await terminal.waitFor('Write this? y/N');
    await terminal.press('enter');
    expect(await terminal.exited).toMatchObject({code: 1});
  });

  test.skipIf(missing('systemd-tmpfiles', 'systemdTmpfiles'))(
    'writes what systemd restores',
    async () => {
      const apply = [
        'cd /sys/kernel/mm/ksm',
        'echo 7 >pages_to_scan; echo 7 >sleep_millisecs; echo 1 >run',
        'systemd-tmpfiles --create /etc/tmpfiles.d/ksmtop.conf',
        'cat pages_to_scan sleep_millisecs run',
      ].join('; ');
      const {code, stdout, stderr} = await persistThen(systemd, ['--yes'], apply);
      expect({code, stderr}).toEqual({code: 0, stderr: ''});
      expect(stdout).toMatch(/\n1234\n33\n0\n$/);
    },
  );

  test('writes what rc.local restores, and removes it again', async () => {
    const apply = [
      'cd /sys/kernel/mm/ksm',
      'echo 7 >pages_to_scan; echo 7 >sleep_millisecs; echo 1 >run',
      '/etc/rc.local',
      'cat pages_to_scan sleep_millisecs run',
      '"$@"',
      '"$@" --remove; ls /etc',
    ].join('; ');
    const {code, stdout, stderr} = await persistThen(noSystemd, ['--yes'], apply);
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    expect(stdout).toMatch(
      /^\/etc\/rc\.local will be created:\n[\s\S]*\n1234\n33\n0\nNothing to change\.\n\/etc\/rc\.local will be removed\.\n$/,
    );
  });

  test('says who may', async () => {
    const own = asNobody(ksmtopProgram('persist', '--yes'));
    const {code, stderr} = await run(withOwnEtc(systemd, own), {env: cleanEnv});
    expect(code).toBe(1);
    expect(stderr).toContain(
      'cannot be written: no permission to write into its directory (EACCES)',
    );
  });
});
