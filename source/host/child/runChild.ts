import {readSync, writeSync} from 'node:fs';
import {endWithParent} from './endWithParent.js';
import type {Answers} from './job.js';
import {endsItself, type JobName, protocol, readyMark} from './jobs.js';
import {jobTable} from './jobTable.js';
import {createFrameReader, headBytes, writeHead} from './messageFrames.js';

const inputNumber = 0;
const outputNumber = 1;
/** Each write wakes the program, which costs as much as reading ten files. */
const gatheredBytes = 32_768;

/**
 * Does a job until the program that started it has ended. Everything is synchronous, and the
 * program kills this process when it takes too long.
 */
export async function runChild(job: string | undefined): Promise<void> {
  if (job === undefined || !Object.hasOwn(jobTable, job)) {
    throw new Error(
      'this command is internal: ksmtop starts its child processes with it. See ksmtop --help.',
    );
  }
  const answers = createAnswers();
  const work = await (await jobTable[job as JobName]())(answers);
  answers.send(readyMark, protocol);
  answers.flush();
  if (!endsItself.has(job as JobName)) await endWithParent();
  const frames = createFrameReader((mark, content) => {
    work(mark, content);
    answers.flush();
  });
  const buffer = Buffer.allocUnsafeSlow(65_536);
  for (;;) {
    const count = readSync(inputNumber, buffer);
    if (count === 0) return;
    frames.push(buffer.subarray(0, count));
  }
}

function createAnswers(): Answers {
  const gathered = Buffer.allocUnsafeSlow(gatheredBytes);
  let length = 0;

  function flush(): void {
    writeAll(gathered.subarray(0, length));
    length = 0;
  }

  return {
    send(mark, content) {
      const frameLength = headBytes + content.length;
      if (frameLength > gathered.length - length) flush();
      if (frameLength > gathered.length) {
        const head = Buffer.allocUnsafe(headBytes);
        writeHead(head, 0, content.length, mark);
        writeAll(head);
        writeAll(content);
        return;
      }
      writeHead(gathered, length, content.length, mark);
      gathered.set(content, length + headBytes);
      length += frameLength;
    },
    flush,
  };
}

function writeAll(bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) {
    written += writeSync(outputNumber, bytes, written);
  }
}
