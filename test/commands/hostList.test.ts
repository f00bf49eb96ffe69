import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {fleetHosts, parseHostFile} from '../../source/commands/hostList.js';

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

test('one host is no fleet, several are', () => {
  expect(fleetHosts(line([]))).toBeUndefined();
  expect(fleetHosts(line(['hn1']))).toBeUndefined();
  expect(fleetHosts(line(['hn1', 'root@hn2']))).toEqual(['hn1', 'root@hn2']);
});

test('a file has one host a line, with comments', () => {
  const text = '# all nodes\r\nhn1\n\n  root@hn2  # the old one\nssh://hn3:2222\t#x\nh#4\n';
  expect(withFile(text, (path) => fleetHosts(line(['hn0'], {hosts: path})))).toEqual([
    ...['hn0', 'hn1', 'root@hn2', 'ssh://hn3:2222', 'h#4'],
  ]);
});

test.each(['-oProxyCommand=x', 'hn1 hn2', 'h\u0007n'])('%j is refused with its line', (host) => {
  expect(() => parseHostFile('nodes', `hn1\n${host}\n`)).toThrow(
    `nodes line 2 takes [USER@]HOST, not ${JSON.stringify(host)}.`,
  );
});

test('a host that is named twice is refused, with both places', () => {
  expect(() => fleetHosts(line(['hn1', 'hn1']))).toThrow('"hn1" is named twice: --host, --host.');
  withFile('hn2\nhn1\n', (path) =>
    expect(() => fleetHosts(line(['hn1'], {hosts: path}))).toThrow(
      `"hn1" is named twice: --host, ${path} line 2.`,
    ),
  );
});

test('a file without hosts, and none at all, are refused', () => {
  withFile('# nothing\n', (path) =>
    expect(() => fleetHosts(line([], {hosts: path}))).toThrow('names no host.'),
  );
  expect(() => fleetHosts(line([], {hosts: '/nowhere'}))).toThrow(
    '--hosts /nowhere cannot be read (ENOENT).',
  );
});
