import {execFileSync, spawn} from 'node:child_process';
import {mkdtempSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {fleetHosts, parseHostFile} from '../../../source/commands/sampling/hostList.js';

const line = (hosts: readonly string[], options = {}) => ({words: [], options, hosts});

function withFile<Result>(text: string, use: (path: string) => Result): Result {
  const directory = mkdtempSync(join(tmpdir(), 'ksmtop-hosts-'));
  try {
    const path = join(directory, 'hosts');
    writeFileSync(path, text);
    return use(path);
  } finally {
    rmSync(directory, {recursive: true});
  }
}

test('one host is not a fleet, several are', () => {
  expect(fleetHosts(line([]))).toBeUndefined();
  expect(fleetHosts(line(['hn1']))).toBeUndefined();
  expect(fleetHosts(line(['hn1', 'root@hn2']))).toEqual(['hn1', 'root@hn2']);
});

test('a file has one host per line, with comments', () => {
  const text = '# all nodes\r\nhn1\n\n  root@hn2  # the old one\nssh://hn3:2222\t#x\nh#4\n';
  expect(withFile(text, (path) => fleetHosts(line(['hn0'], {hosts: path})))).toEqual([
    ...['hn0', 'hn1', 'root@hn2', 'ssh://hn3:2222', 'h#4'],
  ]);
});

test.each(['-oProxyCommand=x', 'hn1 hn2', 'h\u0007n'])('%j is refused with its line', (host) => {
  expect(() => parseHostFile('nodes', `hn1\n${host}\n`)).toThrow(
    `nodes line 2 needs [USER@]HOST, not ${JSON.stringify(host)}.`,
  );
});

test('a host that is listed twice is refused, with both places', () => {
  expect(() => fleetHosts(line(['hn1', 'hn1']))).toThrow('"hn1" is listed twice: --host, --host.');
  withFile('hn2\nhn1\n', (path) =>
    expect(() => fleetHosts(line(['hn1'], {hosts: path}))).toThrow(
      `"hn1" is listed twice: --host, ${path} line 2.`,
    ),
  );
});

test('a file without hosts, and none at all, are refused', () => {
  withFile('# nothing\n', (path) =>
    expect(() => fleetHosts(line([], {hosts: path}))).toThrow('lists no hosts.'),
  );
  expect(() => fleetHosts(line([], {hosts: '/nowhere'}))).toThrow(
    'cannot read --hosts /nowhere: there is no such file.',
  );
});

test.each([
  ['/dev/zero', 'it is a device, not a file.'],
  ['/', 'it is a directory.'],
])('%s is no list of hosts', (path, sentence) => {
  expect(() => fleetHosts(line([], {hosts: path}))).toThrow(
    `cannot read --hosts ${path}: ${sentence}`,
  );
});

test('an endless file, and one with too many hosts, are refused', () => {
  withFile('h\n', (path) => {
    truncateSync(path, 2 ** 40);
    expect(() => fleetHosts(line([], {hosts: path}))).toThrow('it is larger than 1 MiB.');
  });
  withFile(`hn1\n${'h'.repeat(1000)}\n`, (path) =>
    expect(() => fleetHosts(line([], {hosts: path}))).toThrow(
      'line 2 is too long for a host name.',
    ),
  );
  const many = Array.from({length: 4097}, (_, number) => `h${number}\n`).join('');
  withFile(many, (path) =>
    expect(() => fleetHosts(line([], {hosts: path}))).toThrow(
      'lists 4097 hosts; the limit is 4096.',
    ),
  );
});

test('a pipe is read to its end, as <(command) gives one', () => {
  withPipe('echo hn1; sleep 0.2; echo hn2', (path) =>
    expect(fleetHosts(line([], {hosts: path}))).toEqual(['hn1', 'hn2']),
  );
});

test.each(['echo hn1; exec sleep 60', 'exec cat /dev/zero'])(
  'a pipe whose other end does "%s" is not waited for',
  (command) => {
    withPipe(command, (path) =>
      expect(() => fleetHosts(line([], {hosts: path}))).toThrow(
        /did not end within 5 s|larger than/,
      ),
    );
  },
);

test('a pipe that no process writes times out, too', () => {
  withPipe(undefined, (path) =>
    expect(() => fleetHosts(line([], {hosts: path}))).toThrow('it did not end within 5 s'),
  );
});

function withPipe(command: string | undefined, use: (path: string) => void): void {
  const directory = mkdtempSync(join(tmpdir(), 'ksmtop-hosts-'));
  const path = join(directory, 'pipe');
  execFileSync('mkfifo', [path]);
  const writer =
    command === undefined
      ? undefined
      : spawn('/bin/sh', ['-c', `exec >"$1"; ${command}`, 'sh', path]);
  try {
    use(path);
  } finally {
    writer?.kill('SIGKILL');
    rmSync(directory, {recursive: true});
  }
}
