import type {Answers, Work} from '../child/job.js';
import {createPagesJob} from '../pages/pagesJob.js';
import type {EstimateTask} from './estimateProtocol.js';
import {estimate} from './estimator.js';

/** Estimates what KSM would save, in a child that can be killed at any moment. */
export function createEstimateJob(answers: Answers): Promise<Work> {
  return createPagesJob(answers, (task: EstimateTask, createPageHash, listener, findPages) => {
    const hash = createPageHash(task.sample && BigInt(task.sample.key));
    return estimate(task, {hash, findPages}, listener);
  });
}
