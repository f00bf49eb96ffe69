import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {busyHost} from '../../fixtures/busyHost.js';
import {cleanEnv, Terminal} from '../../support/pty.js';
import {recordingOf} from '../../support/recordings.js';
import {missing} from '../../support/requirements.js';
import {run} from '../../support/run.js';
import {type Sshd, startSshd} from '../harness/connections/sshd.js';
import {ksmtopProgram} from '../harness/ksmtop.js';
import {asNobody, withoutLinux} from '../harness/view.js';

const skipped = missing('a machine without Linux', 'root', 'unshare');

describe.skipIf(skipped)('where there is no /proc and /sys of Linux', () => {
  const there = (...args: readonly string[]) => withoutLinux(ksmtopProgram(...args));
  const runThere = (args: readonly string[], env = {}) =>
    run(there(...args), {env: {...cleanEnv, ...env}});
  const recording = recordingOf(busyHost({processes: 30, containers: 4, seconds: 20}));
  let directory = '';
  let path = '';
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'ksmtop-elsewhere-'));
    path = join(directory, 'ksm.jsonl');
    writeFileSync(path, recording);
  });
  afterAll(() => rmSync(directory, {recursive: true}));

  test.each([
    ...['print', 'doctor', 'persist', 'estimate', 'map', 'guide', 'set run=1', 'optin web'],
    ...['optout web', 'record -'],
  ])('%s says what to do instead', async (words) => {
    const {code, stdout, stderr} = await runThere(words.split(' '));
    expect({code, stdout}).toEqual({code: 2, stdout: ''});
    expect(stderr).toMatch(/^ksmtop: this machine has no \/proc of Linux, [^\n]+ -H HOST[^\n]+\n$/);
    expect(stderr).toContain('`ksmtop demo`');
  });

  test('the live screen says so, too', async () => {
    await using terminal = Terminal.start({...there(), columns: 200});
    expect(await terminal.exited).toEqual({code: 2, signal: null});
    expect(terminal.text().join('\n')).toContain('this machine has no /proc of Linux');
  });

  test('replay and report need none', async () => {
    await using terminal = Terminal.start(there('replay', path));
    await terminal.waitFor(/REPLAY {2}PAUSED {3}1 of 20/);
    await terminal.press('right');
    await terminal.waitFor(/2 of 20/);
    await terminal.press('q');
    expect(await terminal.exited).toEqual({code: 0, signal: null});
    const {code, stdout, stderr} = await runThere(['report', path]);
    expect({code, stderr}).toEqual({code: 0, stderr: ''});
    expect(stdout).toContain('</html>');
  });

  test('nor does the demo, for a user without any rights', async () => {
    const {command, args} = withoutLinux(asNobody(ksmtopProgram('demo')));
    await using terminal = Terminal.start({command, args, columns: 80, rows: 24});
    await terminal.waitFor(/DEMO \(q quits\): Twelve containers/);
    await terminal.press('q');
    expect(await terminal.exited).toEqual({code: 0, signal: null});
  });

  describe.skipIf(missing('hosts over ssh', 'ksm', 'sshd', 'busybox'))('a host over ssh', () => {
    let sshd: Sshd;
    beforeAll(async () => {
      sshd = await startSshd();
    });
    afterAll(() => sshd?.[Symbol.asyncDispose]());

    test('is read as from anywhere', async () => {
      const words = ['print', '-n', '1', '--format', 'json', '-H', 'root@hn1'];
      const {code, stdout, stderr} = await runThere(words, sshd.env);
      expect({code, stderr}).toEqual({code: 0, stderr: ''});
      expect(JSON.parse(stdout).host.processes).toBeGreaterThan(0);
    });

    test('opts in and out by its own ksmtop', async () => {
      await sshd.install(ksmtopProgram());
      const words = ['optin', '--dry-run', '--format', 'json', '-H', 'root@hn1'];
      const {stdout, stderr} = await runThere([...words, String(process.pid)], sshd.env);
      expect(stderr).toBe('');
      // It runs in what these tests run in.
      expect(JSON.parse(stdout).processes).toMatchObject([{pid: process.pid, reason: 'own'}]);
    });
  });

  test('demo says that it needs a terminal', async () => {
    expect(await runThere(['demo'])).toMatchObject({
      code: 2,
      stderr: 'ksmtop: demo needs a terminal.\n',
    });
  });

  test('nor does a fleet by Prometheus', async () => {
    await using terminal = Terminal.start(there('--prometheus', 'http://127.0.0.1:1'));
    await terminal.waitFor(/cannot be reached/);
    await terminal.press('q');
    expect(await terminal.exited).toEqual({code: 0, signal: null});
  });
});
