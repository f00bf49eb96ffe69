import {chmodSync, mkdtempSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {attackNames, hostileProgram} from '../../support/hosts/hostileFarSide.js';
import type {Terminal} from '../../support/pty.js';
import {missing} from '../../support/requirements.js';
import {until} from '../../support/until.js';
import {startNetworkHost} from '../harness/connections/networkHost.js';
import {type Sshd, startSshd} from '../harness/connections/sshd.js';
import {type HeldKsm, holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {ksmtop, runKsmtop} from '../harness/ksmtop.js';

const skipped = missing('a fleet over ssh', 'root', 'ksm', 'sshd', 'busybox', 'unshare');

/** The `ssh` processes that go through this configuration. */
function sshProcesses(env: Record<string, string>): Array<{pid: number; words: string[]}> {
  const configuration = `${env.PATH?.split(':')[0]}/config`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        return words[0]?.endsWith('ssh') && words.includes(configuration)
          ? [{pid: Number(pid), words}]
          : [];
      } catch {
        return [];
      }
    });
}

/** A directory with an `ssh` that is a hostile far side for `hostile0` and its like. */
function hostileSsh(path: string): string {
  const directory = mkdtempSync(join(path.split(':')[0] ?? '', 'hostile-'));
  const cases = attackNames.map(
    (name, index) =>
      `*" hostile${index} "*) exec ${process.execPath} -e '${hostileProgram(name)}' ;;`,
  );
  const ssh = join(directory, 'ssh');
  writeFileSync(
    ssh,
    ['#!/bin/sh', 'case " $* " in', ...cases, 'esac', `PATH=${path} exec ssh "$@"`, ''].join('\n'),
  );
  chmodSync(ssh, 0o755);
  return directory;
}

describe.skipIf(skipped)('a fleet over ssh', () => {
  let ksm: HeldKsm;
  let sshd: Sshd;
  let env: Record<string, string>;

  beforeAll(async () => {
    ksm = await holdKsm();
    sshd = await startSshd();
    env = sshd.envWith(['Host gone', '  Port 1']);
  }, ksmLockTimeoutMs);

  afterAll(async () => {
    await sshd?.[Symbol.asyncDispose]();
    await ksm?.restore();
  });

  const fleetOf = (...names: string[]): Terminal =>
    ksmtop([...names.flatMap((name) => ['-H', name]), '-d', '0.5'], {env, columns: 160, rows: 30});

  test('has a row a host; one that cannot be reached costs its row alone', async () => {
    await using terminal = fleetOf('root@hn1', 'plain@hn2', 'gone');
    await terminal.waitFor(/^ksmtop {2}fleet {2}2 of 3 hosts answer/m);
    await terminal.waitFor(/^[▸ ] {3}root@hn1 +up +off +stopped /m);
    await terminal.waitFor(/^[▸ ] {3}plain@hn2 +up +off +stopped /m);
    await terminal.waitFor(/^ {4}gone +refused .* {2}the host refuses the connection/m);
    await terminal.press('enter');
    await terminal.waitFor(/^[▸ ]host +host +\d+/m);
    await terminal.press('escape');
    await terminal.waitFor(/2 of 3 hosts answer/);
    expect(sshProcesses(env)).toHaveLength(2);
    await terminal.press('q');
    expect(await terminal.exited).toMatchObject({code: 0});
    await until('no ssh left behind', () => sshProcesses(env).length === 0);
  });

  test('is changed by one answer, each host as far as it lets us, and changed back', async () => {
    await using terminal = fleetOf('root@hn1', 'plain@hn2', 'gone');
    await terminal.waitFor(/2 of 3 hosts answer/);
    await terminal.waitFor(/gone +refused/);
    await terminal.press('*', 's');
    await terminal.waitFor(
      /Start ksmd on 1 host: root@hn1\? .*Skipped: (?:gone, plain@hn2|plain@hn2, gone)\. y\/N/,
    );
    expect(await ksm.read('run')).toBe('0');
    await terminal.confirm();
    await terminal.waitFor(/root@hn1 .* done: start ksmd/);
    await terminal.waitFor(/plain@hn2 .* refused: not root/);
    await terminal.waitFor(/root@hn1 +up +\S+ +running/);
    expect(await ksm.read('run')).toBe('1');
    await terminal.press('z');
    await terminal.waitFor('Undo the last change on 1 host: root@hn1?');
    await terminal.confirm();
    await until('ksmd stopped', async () => (await ksm.read('run')) === '0');
    await terminal.press('q');
    expect(await terminal.exited).toMatchObject({code: 0});
    expect(terminal.text().join('\n')).not.toContain('left changed');
  });

  test('keeps the last figures of a host whose connection stalls, and reconnects', async () => {
    await using terminal = fleetOf('root@hn1', 'root@hn2');
    await terminal.waitFor(/2 of 2 hosts answer/);
    const stalled = sshProcesses(env).find(({words}) => words.includes('root@hn2'));
    process.kill(stalled?.pid ?? 0, 'SIGSTOP');
    await terminal.waitFor(/1 of 2 hosts answer/);
    await terminal.waitFor(/root@hn2 +lost \d+ s +off +stopped .* not answered for \d s/);
    await terminal.waitFor(/root@hn1 +up /);
    process.kill(stalled?.pid ?? 0, 'SIGCONT');
    await terminal.waitFor(/2 of 2 hosts answer/);
  });

  test('says on leaving what stays changed, and where', async () => {
    await using terminal = fleetOf('root@hn1', 'root@hn2');
    await terminal.waitFor(/2 of 2 hosts answer/);
    await terminal.press('p', 'j', 'enter');
    await terminal.waitFor(/Preset gentle on 1 host: root@hn1\?/);
    await terminal.confirm();
    await terminal.waitFor(/done: preset gentle/);
    await terminal.press('q');
    expect(await terminal.exited).toMatchObject({code: 0});
    expect(terminal.text().join(' ')).toMatch(/Settings left changed on root@hn1: .*pages_to_scan/);
    await ksm.write('pages_to_scan', 100);
    await ksm.write('sleep_millisecs', 20);
  });

  test('goes on beside nodes that send without end', async () => {
    const names = attackNames.map((_, index) => `hostile${index}`);
    const attacking = {PATH: `${hostileSsh(env['PATH'] ?? '')}:${env['PATH']}`};
    await using terminal = ksmtop(
      [...['root@hn1', ...names].flatMap((name) => ['-H', name]), '-d', '0.5'],
      {env: attacking, columns: 160, rows: 30},
    );
    await terminal.waitFor(/root@hn1 +up /);
    const memory = (field: string) => {
      const status = readFileSync(`/proc/${terminal.pid}/status`, 'utf8');
      return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
    };
    const startBytes = memory('VmRSS');
    // Each is tried again, so they are lost at different times.
    const lost = new Set<string>();
    await terminal.waitFor(
      (lines) => {
        for (const line of lines) {
          const [, name] = /(hostile\d+) +lost/.exec(line) ?? [];
          if (name) lost.add(name);
        }
        return lost.size >= names.length - 1;
      },
      {timeoutMs: 50_000},
    );
    expect(memory('VmHWM') - startBytes).toBeLessThan(100 * 1024 * 1024);
    await terminal.press('enter');
    await terminal.waitFor(/over ssh to/);
    await terminal.press('escape');
    await terminal.waitFor(/hosts answer/);
    await terminal.press('q');
    expect(await terminal.exited).toMatchObject({code: 0});
  });

  test('of fifty hosts takes one ssh each, and under 150 MB', async () => {
    const names = Array.from({length: 50}, (_, index) => `root@n${index}`);
    await using terminal = ksmtop([...names.flatMap((name) => ['-H', name])], {
      ...{env, columns: 160, rows: 60},
    });
    await terminal.waitFor(/50 of 50 hosts answer/, {timeoutMs: 50_000});
    expect(sshProcesses(env)).toHaveLength(50);
    const status = readFileSync(`/proc/${terminal.pid}/status`, 'utf8');
    expect(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1])).toBeLessThan(150 * 1024);
  });

  test.skipIf(missing('a fleet across a network', 'ip'))(
    'across a network knows each host by its name, and finds the one whose cable was out',
    async () => {
      await using alpha = await startNetworkHost('ksmtop-alpha', 0);
      await using beta = await startNetworkHost('ksmtop-beta', 1);
      const ways = {env: alpha.sshd.envWith(beta.sshd.wayTo('beta'))};
      const hosts = ['-H', 'root@alpha', '-H', 'root@beta'];
      await using terminal = ksmtop([...hosts, '-d', '0.5'], {...ways, columns: 160, rows: 30});
      await terminal.waitFor(/2 of 2 hosts answer/);
      await terminal.press('j', 'enter');
      await terminal.waitFor(/^ksmtop {2}ksmtop-beta {2}over ssh to root@beta/m);
      await terminal.press('escape');
      beta.plug(false);
      await terminal.waitFor(/root@alpha +up .*\n.*root@beta +lost \d+ s/);
      beta.plug(true);
      await terminal.waitFor(/2 of 2 hosts answer/);
      await terminal.press('q');
      expect(await terminal.exited).toMatchObject({code: 0});
    },
  );

  test('is for a screen alone', async () => {
    const {code, stderr} = await runKsmtop(['-H', 'root@hn1', '-H', 'root@hn2'], {env});
    expect(code).toBe(2);
    expect(stderr).toContain('several hosts need a terminal');
    const printed = await runKsmtop(['print', '-H', 'root@hn1', '-H', 'root@hn2'], {env});
    expect(printed).toMatchObject({code: 2, stderr: expect.stringContaining('takes one --host')});
  });
});
