import type {Answers, Work} from '../child/job.js';
import {createPagesJob} from '../pages/pagesJob.js';
import {mapSharing} from './mapSharing.js';
import type {MapTask} from './mapTask.js';

/** Reads who shares merged pages with whom, in a child that can be killed at any moment. */
export function createMapJob(answers: Answers): Promise<Work> {
  return createPagesJob(answers, (task: MapTask, createPageHash, listener, findPages) =>
    mapSharing(task, {hash: createPageHash(), findPages}, listener),
  );
}
