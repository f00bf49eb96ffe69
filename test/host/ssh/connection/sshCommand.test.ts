import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {farSideCommand, sshArguments} from '../../../../source/host/ssh/connection/sshCommand.js';

test('ssh may or may not prompt, and takes no host for an option', () => {
  const quiet = sshArguments({destination: 'root@hn1'}, false);
  expect(quiet.slice(-3)).toEqual(['--', 'root@hn1', farSideCommand(false)]);
  expect(quiet).toContain('BatchMode=yes');
  expect(sshArguments({destination: 'root@hn1'}, true)).toContain('BatchMode=no');
  expect(quiet).toContain('-T');
});

test('the installed ssh knows the options', () => {
  const options = sshArguments({destination: 'hn1'}, false).slice(0, -3);
  const known = execFileSync('ssh', ['-G', '-F', '/dev/null', ...options, 'hn1'], {
    encoding: 'utf8',
  });
  expect(known).toMatch(/^batchmode yes$/m);
  expect(known).toMatch(/^serveraliveinterval 5$/m);
  expect(known).toMatch(/^controlmaster false$/m);
});

test("what the user's configuration has that would leave no shell is overruled", () => {
  const directory = mkdtempSync(join(tmpdir(), 'ksmtop-ssh-'));
  const file = join(directory, 'config');
  const settings = [
    ...['SessionType none', 'StdinNull yes', 'RemoteCommand tmux', 'ForkAfterAuthentication yes'],
    ...['IgnoreUnknown UseKeychain', 'UseKeychain yes', 'RequestTTY force'],
    ...['Tunnel yes', 'VisualHostKey yes'],
  ];
  writeFileSync(file, `Host *\n${settings.join('\n')}\n`);
  const options = sshArguments({destination: 'hn1'}, false).slice(0, -3);
  const known = execFileSync('ssh', ['-G', '-F', file, ...options, 'hn1'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  rmSync(directory, {recursive: true});
  expect(known).toMatch(/^sessiontype default$/m);
  expect(known).toMatch(/^stdinnull no$/m);
  expect(known).toMatch(/^forkafterauthentication no$/m);
  expect(known).not.toMatch(/tmux/);
  expect(known).toMatch(/^requesttty false$/m);
  expect(known).toMatch(/^tunnel false$/m);
  expect(known).toMatch(/^visualhostkey no$/m);
});

test('what the login shell runs is one line that no shell takes for more', () => {
  for (const sudo of [false, true]) {
    const command = farSideCommand(sudo);
    expect(command).toMatch(
      sudo ? /^exec env LC_ALL=C sudo -n env -i \/bin\/sh -c '/ : /^exec env -i \/bin\/sh -c '/,
    );
    expect(command).not.toMatch(/[\n!]/);
    expect(command.match(/'/g)).toHaveLength(2);
  }
});
