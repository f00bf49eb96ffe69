import {spawn} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {readyMark} from '../../../source/host/child/jobs.js';
import {createFrameReader, frameOf} from '../../../source/host/child/messageFrames.js';
import {childCommand} from '../../../source/host/child/program.js';
import {marks, type WireRequest} from '../../../source/host/io/readProtocol.js';

const directory = mkdtempSync(join(tmpdir(), 'ksmtop-read-job-'));

afterAll(() => rmSync(directory, {recursive: true}));

test('files that are kept open leave descriptors for the others', async () => {
  const paths = Array.from({length: 100}, (_, index) => {
    const path = join(directory, `often${index}`);
    writeFileSync(path, 'read');
    return path;
  });
  const once = join(directory, 'once');
  writeFileSync(once, 'once');
  const often = paths.map((path) => ({path, often: true}));
  const answers = await answersOf([...often, {path: once}, ...often, {path: once, root: '/'}], 40);
  const read = paths.map(() => 'read');
  expect(answers).toEqual([...read, 'once', ...read, 'once']);
});

/** The answers of a child that may have only so many descriptors. */
async function answersOf(requests: readonly WireRequest[], descriptors: number): Promise<string[]> {
  const limited = 'ulimit -n "$1"; shift; exec "$@"';
  const child = spawn('sh', ['-c', limited, 'sh', String(descriptors), ...childCommand('read')]);
  try {
    return await new Promise((resolve, reject) => {
      const answers: string[] = [];
      const frames = createFrameReader((mark, content) => {
        if (mark !== readyMark) answers.push(content.toString());
        if (answers.length === requests.length) resolve(answers);
      });
      child.stdout.on('data', (bytes: Buffer) => frames.push(bytes));
      child.on('exit', () => reject(new Error('The child ended.')));
      child.stdin.write(
        frameOf(marks.task, Buffer.from(JSON.stringify({requests, flushEach: false}))),
      );
    });
  } finally {
    child.kill('SIGKILL');
  }
}
