import {execFileSync} from 'node:child_process';
import {chmodSync, copyFileSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {cleanEnv, type Terminal} from '../../support/pty.js';
import {missing} from '../../support/requirements.js';
import {until} from '../../support/until.js';
import {type BadLine, startBadLine} from '../harness/connections/badLine.js';
import {password, type Sshd, startSshd} from '../harness/connections/sshd.js';
import {type HeldKsm, holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {ksmtop, ksmtopProgram, runKsmtop} from '../harness/ksmtop.js';
import {start} from '../harness/running.js';

const skipped = missing('hosts over ssh', 'ksm', 'sshd', 'busybox', 'unshare');

describe.skipIf(skipped)('another host over ssh', () => {
  let sshd: Sshd;

  beforeAll(async () => {
    sshd = await startSshd();
  });

  afterAll(() => sshd?.[Symbol.asyncDispose]());

  const over = (host: string, ...args: string[]) =>
    runKsmtop([...args, '-H', host], {env: sshd.env});

  const printed = async (host: string) => {
    const {code, stdout, stderr} = await over(host, 'print', '-n', '1', '--format', 'json');
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    return JSON.parse(stdout);
  };

  test('is printed as it is printed there', async () => {
    const there = await printed('root@hn1');
    const here = JSON.parse((await runKsmtop(['print', '-n', '1', '--format', 'json'])).stdout);
    expect(there.host.name).toBe(here.host.name);
    expect(there.host.processes).toBeGreaterThan(0);
    expect(there.host.processes_readable).toBeGreaterThan(there.host.processes - 5);
    expect(Object.keys(there.ksm)).toEqual(Object.keys(here.ksm));
    const ids = (print: {containers: Array<{id: string}>}) => print.containers.map(({id}) => id);
    expect(ids(there)).toEqual(expect.arrayContaining(['host']));
  });

  test('shows a plain user what he may see', async () => {
    const {host, ksm: counts} = await printed('plain@hn1');
    expect(counts.run).toBeGreaterThanOrEqual(0);
    expect(host.processes).toBeGreaterThan(host.processes_readable);
  });

  test.skipIf(missing('--sudo over ssh', 'sudo'))(
    'is read by sudo where that asks for nothing',
    async () => {
      const {code, stdout, stderr} = await over(
        'admin@hn1',
        'print',
        '-n',
        '1',
        '--format',
        'json',
        '--sudo',
      );
      expect({code, stderr}).toEqual({code: 0, stderr: ''});
      const {host} = JSON.parse(stdout);
      expect(host.processes_readable).toBeGreaterThan(host.processes - 5);
      expect(await over('plain@hn1', 'print', '-n', '1', '--sudo')).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/sudo/),
      });
    },
  );

  test('needs no more than busybox there', async () => {
    const {host, ksm: counts, ksmd} = await printed('box@hn1');
    expect(counts.pages_to_scan).toBeGreaterThan(0);
    expect(ksmd.pid).toBeGreaterThan(1);
    expect(host.processes_readable).toBeGreaterThan(host.processes - 5);
  });

  for (const shell of ['fish', 'tcsh'] as const) {
    test.skipIf(missing('another login shell over ssh', shell))(
      `minds no login shell: ${shell}`,
      async () => {
        expect((await printed(`${shell}@hn1`)).host.processes).toBeGreaterThan(0);
      },
    );
  }

  test('ignores banners and the output of login scripts', async () => {
    expect((await printed('noisy@hn1')).host.processes).toBeGreaterThan(0);
  });

  test('is recorded, examined and guided through', async () => {
    const {code, stdout} = await over('root@hn1', 'doctor', '--format', 'json');
    expect(code).toBeLessThan(2);
    expect(JSON.stringify(JSON.parse(stdout))).toContain('KSM');
    // Its cures are for this host, not for the machine on which they are pasted.
    expect(stdout).not.toMatch(/ksmtop (?:set|doctor|guide)\b/);
    expect(await over('root@hn1', 'guide')).toMatchObject({code: 0});
    const recorded = await over('root@hn1', 'record', '-', '-n', '2', '-d', '0.2');
    expect(recorded.code).toBe(0);
    expect(recorded.stdout.split('\n').length).toBeGreaterThan(2);
    expect(await over('root@hn1', 'persist')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('run it on that host'),
    });
  });

  test.each([
    [
      'a name that nobody has',
      'hn1',
      ['Host hn1', 'HostName nobody.invalid'],
      /host hn1 not found/,
    ],
    ['a port where nobody listens', 'root@hn1', ['Port 1'], /refuses the connection/],
    ['a user that is not known', 'nobody-there@hn1', [], /requires interactive authentication/],
    [
      'a jump host where nobody listens',
      'root@hn1',
      ['Host hn1', 'ProxyJump gate', 'Host gate', 'Port 1'],
      /the jump host gate refuses the connection/,
    ],
    [
      'a jump host that finds no way',
      'root@hn1',
      ['Host hn1', 'ProxyJump root@gate', 'HostName 127.0.0.9', 'Port 1'],
      /root@hn1 refuses the connection from the jump host/,
    ],
    [
      'a port in the manner of scp',
      'root@hn1:1',
      ['Host hn1:1', 'HostName hn1:1'],
      /ssh:\/\/root@hn1:1\.$/m,
    ],
    ['an unknown key', 'root@hn1', ['UserKnownHostsFile /dev/null'], /is not known here yet/],
    [
      'a login script that reads',
      'reading@hn1',
      [],
      /a login script of reading@hn1 \(such as \.bashrc\) reads standard input/,
    ],
    ['a login that is refused', 'nologin@hn1', [], /"This account is currently not available\."/],
  ])('%s is reported in a sentence', async (_, host, settings, sentence) => {
    const {code, stdout, stderr} = await runKsmtop(['print', '-H', host], {
      env: sshd.envWith(settings),
    });
    expect({code, stdout}).toEqual({code: 1, stdout: ''});
    expect(stderr).toMatch(sentence);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('another key than before is reported in a sentence', async () => {
    const known = readFileSync(sshd.knownHosts, 'utf8');
    const file = join(sshd.env['PATH']?.split(':')[0] ?? '', 'other');
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', `${file}-key`]);
    const key = readFileSync(`${file}-key.pub`, 'utf8');
    writeFileSync(file, `${known.split(' ')[0]} ${key}`);
    const {code, stderr} = await runKsmtop(['print', '-H', 'root@hn1'], {
      env: sshd.envWith([`UserKnownHostsFile ${file}`]),
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/the host key of root@hn1 has changed.*ssh-keygen -R/);
  });

  test('is reached whatever the configuration has for other uses', async () => {
    const settings = [
      'SessionType none',
      'StdinNull yes',
      'RemoteCommand tmux',
      'RequestTTY force',
    ];
    const unknown = ['IgnoreUnknown UseKeychain', 'UseKeychain yes'];
    const {code, stderr} = await runKsmtop(['print', '-n', '1', '-H', 'root@hn1'], {
      env: sshd.envWith([...settings, ...unknown]),
    });
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
  });

  test('goes on being recorded after a gap', async () => {
    const line = await startBadLine(sshd.port);
    const env = {...cleanEnv, ...sshd.envWith([`Port ${line.port}`, 'StrictHostKeyChecking no'])};
    await using recording = await start(
      ksmtopProgram('record', '-', '-d', '0.2', '-H', 'root@hn1'),
      {env},
    );
    await recording.waitForOutput(/\n.*\n.*\n/);
    line.stall();
    await recording.waitForOutput(/^ksmtop: root@hn1 has not answered for \d s\.$/m);
    line.resume();
    await recording.waitForOutput(/^ksmtop: root@hn1 answers again after .* without samples\.$/m);
    line.drop();
    await recording.waitForOutput(/^ksmtop: root@hn1 closed the connection\. Retrying auto/m);
    await recording.waitForOutput(/answers again.*answers again/s);
    process.kill(recording.pid, 'SIGINT');
    expect(await recording.exited).toMatchObject({code: 0});
    line.close();
  });

  describe('on the screen', () => {
    let line: BadLine;
    const onScreen = (settings: readonly string[] = []) =>
      ksmtop(['-H', 'root@hn1', '-d', '0.2'], {
        columns: 120,
        rows: 30,
        env: sshd.envWith([...settings, `Port ${line.port}`]),
      });

    beforeAll(async () => {
      line = await startBadLine(sshd.port);
    });

    afterAll(() => line?.close());

    test('asks for what ssh has to ask before it begins', async () => {
      await using screen = onScreen(['UserKnownHostsFile /dev/null']);
      await screen.waitFor('Are you sure you want to continue connecting');
      expect(screen.alternateScreen).toBe(false);
      for (const letter of 'yes') await screen.press(letter as 'y');
      await screen.press('enter');
      await screen.waitFor('over ssh');
      expect(screen.alternateScreen).toBe(true);
      await screen.press('q');
      await screen.exited;
    });

    const type = async (screen: Terminal, text: string) => {
      for (const letter of text) await screen.press(letter as 'a');
      await screen.press('enter');
    };

    test('takes a password before it begins, and shows nothing of it', async () => {
      const settings = ['User secret', 'PubkeyAuthentication no', 'StrictHostKeyChecking no'];
      await using screen = ksmtop(['-H', 'hn1', '-d', '0.2'], {env: sshd.envWith(settings)});
      await screen.waitFor(/password: *$/m);
      expect(screen.alternateScreen).toBe(false);
      // Time enough for whatever would be said of a host that is slow to answer.
      await new Promise((resolve) => setTimeout(resolve, 1500));
      expect(screen.text().join('\n').trimEnd()).toMatch(/password:$/);
      await type(screen, 'wrong');
      await screen.waitFor('Permission denied, please try again.');
      await type(screen, password);
      await screen.waitFor('over ssh');
      expect(screen.text().join('')).not.toContain(password);
      await screen.press('q');
      await screen.exited;
    });

    test('says that a password was not taken', async () => {
      const settings = ['User secret', 'PubkeyAuthentication no', 'NumberOfPasswordPrompts 1'];
      await using screen = ksmtop(['-H', 'hn1'], {env: sshd.envWith(settings)});
      await screen.waitFor(/password: *$/m);
      await type(screen, 'wrong');
      expect(await screen.exited).toMatchObject({code: 1});
      expect(screen.text().join(' ')).toMatch(/hn1 rejected the login: try to log in with ssh/);
    });

    test('takes the passphrase of a key', async () => {
      const key = join(sshd.env['PATH']?.split(':')[0] ?? '', 'locked');
      copyFileSync(sshd.key, key);
      chmodSync(key, 0o600);
      execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', password, '-f', key]);
      const env = sshd.envWith([`IdentityFile ${key}`, 'User root']);
      const alone = {...env, PATH: env.PATH ?? ''};
      await using screen = ksmtop(['-H', 'hn1', '-d', '0.2'], {env: alone});
      await screen.waitFor(/Enter passphrase for key/);
      expect(screen.alternateScreen).toBe(false);
      await type(screen, password);
      await screen.waitFor('over ssh');
      await screen.press('q');
      await screen.exited;
    });

    test('lets nothing that is said there steer the terminal', async () => {
      const env = sshd.envWith([`Port ${line.port}`, 'User steering', 'StrictHostKeyChecking no']);
      await using screen = ksmtop(['-H', 'hn1', '-d', '0.2'], {env, columns: 120});
      await screen.waitFor('over ssh');
      await screen.press('q');
      expect(await screen.exited).toMatchObject({code: 0});
      expect(screen.alternateScreen).toBe(false);
      expect(screen.text().join('\n')).toContain('?[?1049h?]0;mine?Hello');
    });

    test('leaves no ssh that asks when it is interrupted', async () => {
      await using screen = onScreen(['UserKnownHostsFile /dev/null']);
      await screen.waitFor('Are you sure you want to continue connecting');
      await screen.press('ctrl-c');
      expect(await screen.exited).toMatchObject({signal: 'SIGINT'});
      await until('no process of the connection', () => sshd.processes().length === 0);
    });

    test('a connection that drops leaves the last sample, and is replaced', async () => {
      await using screen = onScreen(['StrictHostKeyChecking no']);
      await screen.waitFor('over ssh');
      const before = line.count;
      line.drop();
      await screen.waitFor(/connection lost .* old .*\d\d:\d\d:\d\d/);
      await screen.waitFor('root@hn1 closed the connection. Retrying automatically.');
      expect(screen.text().join('\n')).toMatch(/pages \/ \d+ ms/);
      await screen.waitFor('over ssh');
      await screen.waitFor((lines) => !lines.join('\n').includes('connection lost'));
      expect(line.count).toBe(before + 1);
    });

    test('a connection that stalls is distinguished from one that is lost', async () => {
      await using screen = onScreen(['StrictHostKeyChecking no']);
      await screen.waitFor('over ssh');
      line.stall();
      await screen.waitFor(/connection stalled .* old/);
      await screen.waitFor(/has not answered for \d s/);
      line.resume();
      await screen.waitFor('over ssh');
    });

    test('what another program sends over the connection ends it', async () => {
      await using screen = onScreen(['StrictHostKeyChecking no']);
      await screen.waitFor('over ssh');
      line.inject(Buffer.alloc(64, 7));
      await screen.waitFor('connection lost');
      await screen.waitFor('over ssh');
    });

    test.each(['SIGKILL', 'SIGTERM', 'SIGHUP'] as const)(
      '%s leaves nothing behind',
      async (signal) => {
        await using screen = onScreen(['StrictHostKeyChecking no']);
        await screen.waitFor('over ssh');
        expect(sshd.processes()).not.toEqual([]);
        screen.kill(signal);
        await screen.exited;
        await until('no process of the connection', () => sshd.processes().length === 0);
      },
    );
  });

  describe('whose KSM is held', () => {
    let ksm: HeldKsm;

    beforeAll(async () => {
      ksm = await holdKsm();
    }, ksmLockTimeoutMs);

    afterAll(() => ksm?.restore());

    test('is set, all or nothing', async () => {
      expect(
        await over('root@hn1', 'set', 'pages_to_scan=333', 'sleep_millisecs=44'),
      ).toMatchObject({
        code: 0,
        stderr: expect.not.stringContaining('refused'),
      });
      expect(await ksm.read('pages_to_scan')).toBe('333');
      expect(await ksm.read('sleep_millisecs')).toBe('44');
      expect(await over('box@hn1', 'set', 'pages_to_scan=100', 'sleep_millisecs=20')).toMatchObject(
        {
          code: 0,
        },
      );
      expect(await ksm.read('pages_to_scan')).toBe('100');
      const refused = await over('plain@hn1', 'set', 'pages_to_scan=334');
      expect(refused).toMatchObject({code: 1});
      expect(refused.stderr).toMatch(/only root may write here \(EACCES\).*--sudo/);
      expect(await over('root@hn1', 'set', 'run=2', '--yes')).toMatchObject({code: 0});
      expect(await ksm.read('run')).toBe('2');
      expect(await over('root@hn1', 'set', 'run=0')).toMatchObject({code: 0});
    });

    const boosts = async (...host: readonly string[]) => {
      await ksm.reset();
      await using screen = ksmtop(['-H', ...host], {env: sshd.env});
      await screen.waitFor('over ssh');
      await screen.press('t', 'p');
      await screen.waitFor(/^ ▸kernel default /m);
      await screen.press('down', 'down', 'down', 'down');
      await screen.waitFor(/^ ▸boost, then settle /m);
      await screen.press('enter', 'enter');
      // What other tests offer meanwhile changes what the screen says, not what was written.
      await ksm.waitForCounts({run: 1, pages_to_scan: 4000, smart_scan: 0});
      screen.kill('SIGKILL');
      await until('the pace after it', async () => (await ksm.read('pages_to_scan')) === '500');
      await until('its sleep', async () => (await ksm.read('sleep_millisecs')) === '50');
      await until('no process of the connection', () => sshd.processes().length === 0);
      await ksm.reset();
    };

    test('is left at a gentle pace when a boost is killed', () => boosts('root@hn1'));

    test.skipIf(missing('a boost by sudo over ssh', 'sudo'))('is left so by sudo, too', () =>
      boosts('admin@hn1', '--sudo'),
    );

    test('is tuned by key, and undone', async () => {
      await using screen = ksmtop(['-H', 'root@hn1'], {env: sshd.env});
      await screen.waitFor('over ssh');
      await screen.press(']');
      await screen.waitFor('pages_to_scan: 100 → 200. z undoes this.');
      expect(await ksm.read('pages_to_scan')).toBe('200');
      await screen.press('z');
      await screen.waitFor('pages_to_scan is 100 again.');
      await screen.press('w');
      await screen.waitFor('Cannot keep the parameters across reboots');
      await screen.press('q');
      expect(await screen.exited).toMatchObject({code: 0});
    });
  });
});
