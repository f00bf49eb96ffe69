import {describe, expect, test} from 'vitest';
import {program} from '../../support/program.js';
import {Terminal} from '../../support/pty.js';
import {missing} from '../../support/requirements.js';
import {ksmtop, ksmtopProgram} from '../harness/ksmtop.js';
import {start} from '../harness/running.js';
import {asNobody, withoutKsm, withReadOnlySysfs} from '../harness/view.js';

describe('the live screen where not everything is allowed', () => {
  test.skipIf(missing('a kernel without KSM', 'root', 'unshare'))('without KSM', async () => {
    await using terminal = Terminal.start({...withoutKsm(ksmtopProgram())});
    await terminal.waitFor(/This kernel has no KSM/);
    await terminal.waitFor(/ksmd +no KSM/);
    await terminal.press('s');
    await terminal.waitFor(/Nothing can be changed: this kernel has no KSM/);
    await terminal.press('c', '?');
    await terminal.waitFor(/ksmtop help/);
  });

  test.skipIf(missing('a read-only /sys', 'root', 'unshare'))('read-only /sys', async () => {
    await using terminal = Terminal.start({...withReadOnlySysfs(ksmtopProgram())});
    await terminal.waitFor(/read-only: \/sys is mounted read-only/);
    await terminal.press('s');
    await terminal.waitFor(/Nothing can be changed: \/sys is mounted read-only/);
  });

  test.skipIf(missing('another user', 'root'))('as nobody', async () => {
    await using terminal = Terminal.start({...asNobody(ksmtopProgram())});
    await terminal.waitFor(/read-only: not root/);
    await terminal.waitFor(/Only \d+ of \d+ processes can be read/);
    await terminal.waitFor(/^[▸ ]host +host +\d+\/\d+/m);
    await terminal.press(']');
    await terminal.waitFor(/Nothing can be changed: not root/);
  });

  test('--read-only', async () => {
    await using terminal = ksmtop(['--read-only']);
    await terminal.waitFor(/read-only: --read-only/);
    await terminal.press('s');
    await terminal.waitFor(/Nothing can be changed: --read-only/);
  });

  test('no escape sequence of a process reaches the terminal', async () => {
    const name = '\u001b]0;owned\u0007\u001b[2J\u001b[31mev\u202eil\u009b5m';
    await using _sleeper = await start(
      program('bash', '-c', 'exec -a "$1" sleep 600', 'bash', name),
    );
    await using terminal = ksmtop([], {columns: 160, rows: 45});
    await terminal.waitFor(/▸/);
    await terminal.filter('host');
    await terminal.press('enter');
    await terminal.waitFor(/PID +(?:INSIDE|USER)/);
    await terminal.filter('owned');
    await terminal.waitFor(/\?\]0;owned\?\?\[2J\?\[31mev\?il\?5m 600/);
    await terminal.press('enter');
    await terminal.waitFor(/has not opted in/);
    const raw = terminal.rawOutput.toString();
    expect(raw).not.toContain('\u001b]0;owned');
    expect(raw).not.toContain('\u202e');
    expect(raw).not.toContain('\u009b');
  });
});
