import {writeFileSync} from 'node:fs';
import {constants, setPriority} from 'node:os';
import type {Answers, Work} from '../child/job.js';
import {type EstimateTask, marks} from './estimateProtocol.js';
import {estimate} from './estimator.js';
import {loadPageHash} from './pageHash.js';

/** Estimates what KSM would save, in a child that can be killed at any moment. */
export async function createEstimateJob(answers: Answers): Promise<Work> {
  yieldToAllOthers();
  const createPageHash = await loadPageHash();

  function say(mark: number, content: unknown): void {
    answers.send(mark, Buffer.from(JSON.stringify(content)));
    answers.flush();
  }

  return (_mark, content) => {
    const task = JSON.parse(content.toString()) as EstimateTask;
    const hash = createPageHash(task.sample && BigInt(task.sample.key));
    const result = estimate(task, hash, {
      progress: (progress) => say(marks.progress, progress),
      soFar: (figures) => say(marks.soFar, figures),
    });
    say(marks.result, result);
  };
}

/** Whatever the machine has to do comes first, and when memory is short this goes first. */
function yieldToAllOthers(): void {
  try {
    setPriority(constants.priority.PRIORITY_LOW);
    writeFileSync('/proc/self/oom_score_adj', '1000');
  } catch {
    // Then it runs as others do.
  }
}
