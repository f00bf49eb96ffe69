import {writeFileSync} from 'node:fs';
import {constants, setPriority} from 'node:os';
import type {Answers, Work} from '../child/job.js';
import {loadSystemCalls} from '../systemCalls/systemCalls.js';
import {createFindPages, type FindPages} from './findPages.js';
import {loadPageHash, type PageHash} from './pageHash.js';
import {marks, type PagesListener} from './pagesTask.js';

/** Carries out a task with a hash of pages; a test may give the key. */
export type PagesWork<Task, Progress, Result> = (
  task: Task,
  createPageHash: (key?: bigint) => PageHash,
  listener: PagesListener<Progress, Result>,
  findPages: FindPages | undefined,
) => Result;

/** Reads pages of processes, in a child that can be killed at any moment. */
export async function createPagesJob<Task, Progress, Result>(
  answers: Answers,
  work: PagesWork<Task, Progress, Result>,
): Promise<Work> {
  yieldToAllOthers();
  compileSoon();
  const createPageHash = await loadPageHash();
  const {systemCalls} = await loadSystemCalls();
  const findPages = systemCalls && createFindPages(systemCalls);

  function say(mark: number, content: unknown): void {
    answers.send(mark, Buffer.from(JSON.stringify(content)));
    answers.flush();
  }

  return (_mark, content) => {
    const task = JSON.parse(content.toString()) as Task;
    const listener: PagesListener<Progress, Result> = {
      progress: (progress) => say(marks.progress, progress),
      soFar: (figures) => say(marks.soFar, figures),
    };
    const result = work(task, createPageHash, listener, findPages);
    say(marks.result, result);
  };
}

/** The executable compiles late, for a flat memory; reading pages is one long loop. */
function compileSoon(): void {
  (globalThis as {Bun?: {unsafe: {setJITPolicy?(scale: number): void}}}).Bun?.unsafe.setJITPolicy?.(
    1,
  );
}

/** Everything else runs first, and the kernel ends this first when memory is short. */
function yieldToAllOthers(): void {
  try {
    setPriority(constants.priority.PRIORITY_LOW);
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // Then it runs as others do.
  }
}
