import {execFileSync, spawnSync} from 'node:child_process';
import {readdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {kernel6_18} from '../../fixtures/kernels/kernel-6.18.js';
import {type WrittenTree, writeTree} from '../../fixtures/tree.js';
import {type Program, program} from '../../support/program.js';
import {cleanEnv} from '../../support/pty.js';
import {run} from '../../support/run.js';
import {until} from '../../support/until.js';
import {isExecutable, ksmtop, ksmtopProgram} from '../harness/ksmtop.js';
import {start} from '../harness/running.js';

/*
 * Pipes in the place of files: whoever opens them waits without end, as for a memory lock that is
 * never let go, or a file system that never answers.
 */

let tree: WrittenTree;
let places: readonly string[];

// Nothing writes to it: what waits without end, waits for all at once.
beforeAll(() => {
  tree = writeTree(kernel6_18.files);
  places = ['--procfs', tree.procfs, '--sysfs', tree.sysfs];
  const pids = execFileSync('ls', [tree.procfs], {encoding: 'utf8'}).match(/^\d+$/gm) ?? [];
  // More of them than any pool has threads.
  for (const pid of pids) {
    for (const name of ['maps', 'environ', 'cmdline', 'ksm_stat']) {
      rmSync(join(tree.procfs, pid, name), {force: true});
      execFileSync('mkfifo', [join(tree.procfs, pid, name)]);
    }
  }
});

afterAll(() => tree[Symbol.dispose]());

/** The program under the oldest Node that it runs on too, where the machine has one. */
const systemNode = '/usr/bin/node';
const hasSystemNode = spawnSync(systemNode, ['--version']).status === 0 && !isExecutable;
if (!hasSystemNode && !isExecutable) console.log('SKIPPED another Node: none in /usr/bin');

const runtimes: ReadonlyArray<readonly [string, (...args: readonly string[]) => Program]> = [
  [isExecutable ? 'the executable' : 'this Node', ksmtopProgram],
  ...(hasSystemNode
    ? ([
        [
          'the Node of the system',
          (...args: readonly string[]) => {
            const [bundle = '', ...words] = ksmtopProgram(...args).args;
            return program(systemNode, bundle, ...words);
          },
        ],
      ] as const)
    : []),
];

describe.concurrent.each(runtimes)('under %s, while reads hang', (_name, under) => {
  test.each([
    {args: ['print', '-n', '1', '--format', 'json'], code: 0},
    {args: ['doctor'], code: 0},
    {args: ['print', '-n', '1', '--format', 'json', '--output', '/nowhere/at/all'], code: 1},
  ])('$args ends with code $code', async ({args, code}) => {
    const ended = await run(under(...args, ...places), {env: cleanEnv, timeoutMs: 50_000});
    expect({code: ended.code, signal: ended.signal}).toEqual({code, signal: null});
  });
});

test('q ends the screen at once, and leaves no child', async () => {
  await using terminal = ksmtop(['-d', '0.2', ...places], {columns: 120, rows: 30});
  await terminal.waitFor(/CONTAINER/);
  await until('reads in a child', () => childrenOf(terminal.pid).length > 0);
  const children = childrenOf(terminal.pid);
  const startMs = performance.now();
  await terminal.press('q');
  expect(await terminal.exited).toMatchObject({code: 0});
  expect(performance.now() - startMs).toBeLessThan(5000);
  await until('the children to be gone', () => children.every((pid) => stateOf(pid) === undefined));
});

test.each(['SIGTERM', 'SIGHUP'] as const)('%s leaves no child that hangs', async (signal) => {
  await using doctor = await start(ksmtopProgram('doctor', ...places), {env: cleanEnv});
  const readers = () => childrenOf(doctor.pid).filter(isReader);
  await until('a child that reads', () => readers().length > 0);
  const children = readers();
  // As one that hangs: it sees nothing of the end of its pipes.
  for (const child of children) process.kill(child, 'SIGSTOP');
  try {
    process.kill(doctor.pid, signal);
    expect(await doctor.exited).toEqual({code: null, signal});
    await until('the children to be gone', () =>
      children.every((child) => [undefined, 'Z'].includes(stateOf(child))),
    );
  } finally {
    for (const child of children) if (stateOf(child) === 'T') process.kill(child, 'SIGKILL');
  }
});

test('SIGKILL leaves no child that hangs', async () => {
  await using doctor = await start(ksmtopProgram('doctor', ...places), {env: cleanEnv});
  const children = await until('a child that hangs', () => {
    const found = childrenOf(doctor.pid);
    return found.some(hangsInOpen) && found;
  });
  process.kill(doctor.pid, 'SIGKILL');
  await until('the children to be gone', () =>
    children.every((child) => [undefined, 'Z'].includes(stateOf(child))),
  );
});

test('SIGKILL leaves no child that hangs in its only task', async () => {
  using ordinary = writeTree(kernel6_18.files);
  const pids = readdirSync(ordinary.procfs).filter((name) => /^\d+$/.test(name));
  for (const pid of pids) {
    ordinary.remove(`proc/${pid}/mem`);
    execFileSync('mkfifo', [join(ordinary.procfs, pid, 'mem')]);
  }
  const words = ['estimate', '--procfs', ordinary.procfs, '--sysfs', ordinary.sysfs];
  await using estimate = await start(ksmtopProgram(...words), {env: cleanEnv});
  const child = await until('a child that hangs', () => childrenOf(estimate.pid).find(hangsInOpen));
  process.kill(estimate.pid, 'SIGKILL');
  await until('the child to be gone', () => [undefined, 'Z'].includes(stateOf(child)));
});

/** Waits for the writer of a pipe. */
function hangsInOpen(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/wchan`, 'utf8') === 'wait_for_partner';
  } catch {
    return false;
  }
}

function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.split(' ').filter(Boolean).map(Number);
}

/** Stopped before its exec, it would hold up whoever started it. */
function isReader(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('\0__child\0');
  } catch {
    return false;
  }
}

function stateOf(pid: number): string | undefined {
  try {
    return /^State:\s+(\S)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}
