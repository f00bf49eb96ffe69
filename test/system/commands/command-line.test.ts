import {readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {kernel6_18} from '../../fixtures/kernels/kernel-6.18.js';
import {type WrittenTree, writeTree} from '../../fixtures/tree.js';
import {program, shellLine} from '../../support/program.js';
import {cleanEnv} from '../../support/pty.js';
import {mustRun, run} from '../../support/run.js';
import {ksmtopProgram, runKsmtop} from '../harness/ksmtop.js';

describe('the command line', () => {
  test.each([
    [['--delay', 'soon'], /--delay needs a number of seconds from 0\.1 to 3600, not "soon"/],
    [['-d', '0'], /--delay needs a number of seconds/],
    [['-d', '-1'], /ksmtop: .+\./],
    [['--delay'], /--delay needs a value/],
    [['--nonsense'], /unknown option --nonsense/],
    [['-x'], /unknown option -x/],
    [['nonsense'], /unknown command "nonsense".* The commands are print, .* and help\./],
    [['help', 'nonsense'], /unknown command "nonsense"/],
    [['print', '--sudo'], /--sudo needs --host or --hosts/],
    [['--procfs', '/nowhere'], /--procfs "\/nowhere" is not a directory/],
    [['--procfs', '/tmp'], /\/tmp is not a procfs/],
    [['print', '-n', '1', '-n', '2'], /--count is given twice/],
    [['set', 'run=2', '--dry-run=yes'], /--dry-run takes no value/],
    [['--sysfs', '/nowhere'], /--sysfs "\/nowhere" is not a directory/],
  ])('%j is answered in one sentence, with code 2', async (args, sentence) => {
    const {stdout, stderr, code} = await runKsmtop(args);
    expect({stdout, code}).toEqual({stdout: '', code: 2});
    expect(stderr).toMatch(sentence);
    expect(stderr).toMatch(/^ksmtop: [^\n]+\n$/);
  });

  test('--help and --version need no terminal', async () => {
    const help = await runKsmtop(['--help']);
    expect(help.code).toBe(0);
    expect(help.stdout).toMatch(/Usage\n\s+\$ ksmtop \[options\]/);
    expect(help.stdout).toContain('--read-only');
    const version = await runKsmtop(['--version']);
    expect(version.code).toBe(0);
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+/);
    for (const words of [['-h'], ['help']]) {
      expect((await runKsmtop(words)).stdout).toBe(help.stdout);
    }
    expect((await runKsmtop(['-V'])).stdout).toBe(version.stdout);
    const ofSet = await runKsmtop(['set', 'run=2', '--yes', '--help']);
    expect(ofSet.code).toBe(0);
    expect(ofSet.stdout).toContain('$ ksmtop set NAME=VALUE');
  });

  test.each([
    [['--help']],
    [['--version']],
    [['print', '-n', '1']],
    [['guide']],
    [['set', 'pages_to_scan=4321', 'sleep_millisecs=33']],
    [['persist', '--dry-run']],
  ])('%j says that its output cannot be written, and writes nothing else', async (args) => {
    using tree = writeTree(kernel6_18.files);
    const before = parametersOf(tree);
    const where = args[0]?.startsWith('--') ? [] : from(tree);
    const line = shellLine(ksmtopProgram(...args, ...where));
    const {stdout, stderr} = await run(
      program('/bin/bash', '-c', `${line} > /dev/full; echo "$?"`),
      {env: cleanEnv},
    );
    expect(stdout).toBe('1\n');
    expect(stderr).toMatch(/^ksmtop: cannot write to standard output: ENOSPC\.$/m);
    expect(parametersOf(tree)).toEqual(before);
  });

  test.concurrent.each([
    [['--nonsense'], '2> /dev/full', 2],
    [['doctor'], '> /dev/full 2> /dev/full', 2],
    [['record', '-n', '2', '-d', '0.1', '-'], '> /dev/null 2> /dev/full', 0],
    [['record', '-n', '2', '-d', '0.1', '/dev/fd/1/none'], '2> /dev/full', 1],
    [['record', '-n', '2', '-d', '0.1'], '2> /dev/full', 0],
  ])('the exit code is right also when nothing can be said: %j %s', async (args, where, code) => {
    using tree = writeTree(kernel6_18.files);
    const file = args.length === 5 ? [join(tree.procfs, 'recording')] : [];
    const line = shellLine(ksmtopProgram(...args, ...file, ...from(tree)));
    const {stdout} = await run(
      program('/bin/bash', '-c', `{ ${line} ${where}; echo "$?" >&3; } 3>&1`),
      {
        env: cleanEnv,
      },
    );
    expect(stdout).toBe(`${code}\n`);
  });

  test.each(['run/ksmtop/opt-ins.json', 'sys/kernel/mm/ksm/pages_shared', 'proc/vmstat'])(
    'a pipe in the place of %s is not waited for',
    async (path) => {
      using tree = writeTree(kernel6_18.files);
      tree.remove(path);
      const pipe = join(tree.directory, path);
      await mustRun(
        program('/bin/sh', '-c', 'mkdir -p "$1"; mkfifo "$2"', 'sh', dirname(pipe), pipe),
      );
      const words = ['print', '-n', '1', '--format', 'json', ...from(tree)];
      const {code, stdout} = await run(ksmtopProgram(...words), {timeoutMs: 20_000});
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ksm: {run: 1}});
    },
  );

  test('--range is for Prometheus, without a terminal too', async () => {
    const line = shellLine(ksmtopProgram('--range', '7d'));
    const {stderr, code} = await run(program('/bin/sh', '-c', `${line} | cat; exit 0`));
    expect(code).toBe(0);
    expect(stderr).toBe('ksmtop: --range needs --prometheus.\n');
  });

  test.each(['| true', '2>&1 | true', '>/dev/full 2>&1'])(
    'set writes nothing when nobody reads it: %s',
    async (redirection) => {
      using tree = writeTree(kernel6_18.files);
      const before = parametersOf(tree);
      const words = ['set', 'pages_to_scan=4321', 'sleep_millisecs=33', 'run=0', '--yes'];
      // Its reader is gone before it writes.
      const line = `{ sleep 0.3; ${shellLine(ksmtopProgram(...words, ...from(tree)))}; echo $? >&3; }`;
      const {stdout} = await run(program('/bin/bash', '-c', `{ ${line} ${redirection}; } 3>&1`), {
        env: cleanEnv,
      });
      expect(stdout).toBe('1\n');
      expect(parametersOf(tree)).toEqual(before);
    },
  );
});

const from = ({procfs, sysfs}: WrittenTree) => ['--procfs', procfs, '--sysfs', sysfs];

function parametersOf({sysfs}: WrittenTree): Record<string, string> {
  return Object.fromEntries(
    ['pages_to_scan', 'sleep_millisecs', 'run'].map((name) => [
      name,
      readFileSync(`${sysfs}/kernel/mm/ksm/${name}`, 'utf8'),
    ]),
  );
}
