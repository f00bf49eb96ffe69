import type {LeftOut} from '../../model/estimate/savingsEstimate.js';
import type {Running} from '../../model/running.js';
import {type Child, startChild} from '../child/child.js';
import type {JobName} from '../child/jobs.js';
import {marks, type PagesListener, type PagesProgress, type PagesTask} from './pagesTask.js';
import {anonymousBytesOf} from './withPages.js';

const watchMs = 500;
/** A child that neither reports nor runs at this many checks hangs in a read. */
const checksUntilHung = 6;
/** With more processes whose memory hangs, the task is given up. */
const mostHangs = 5;

/**
 * Reads pages in a child. A process whose memory hangs when it is read is left out: the child is
 * killed, and another one starts again without that process.
 * @param failure Begins a sentence: `Cannot estimate`.
 */
export function startPagesTask<Progress extends PagesProgress, Result>(
  job: JobName,
  task: PagesTask,
  failure: string,
  listener: PagesListener<Progress, Result>,
): Running<Result> {
  let {processes} = task;
  const leftOut: LeftOut[] = [];
  let latest: Result | undefined;
  let progress: Progress | undefined;
  let child: Child | undefined;
  let quietChecks = 0;
  let watch: NodeJS.Timeout | undefined;
  let resolve: (result: Result) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const result = new Promise<Result>((...settle) => {
    [resolve, reject] = settle;
  });

  function end(finish: () => void): void {
    clearInterval(watch);
    child?.kill();
    child = undefined;
    finish();
  }

  function take(mark: number, content: Buffer): void {
    quietChecks = 0;
    const said: unknown = JSON.parse(content.toString());
    if (mark === marks.progress) {
      progress = said as Progress;
      listener.progress(progress);
    } else if (mark === marks.soFar) {
      latest = said as Result;
      listener.soFar(latest);
    } else if (mark === marks.result) {
      end(() => resolve(said as Result));
    }
  }

  function begin(): void {
    quietChecks = 0;
    const started = startChild(job, {
      ready: () =>
        started.send(marks.task, Buffer.from(JSON.stringify({...task, processes, leftOut}))),
      take,
      ended(errno) {
        if (child !== started) return;
        const reason = errno === undefined ? 'the child process that reads memory ended' : errno;
        end(() => reject(new Error(`${failure}: ${reason}.`)));
      },
    });
    child = started;
  }

  function leaveOut(): void {
    const {pid} = progress ?? {};
    const hanging = processes.find((each) => each.pid === pid);
    child?.kill();
    child = undefined;
    if (!hanging || leftOut.length >= mostHangs) {
      end(() => reject(new Error(`${failure}: reading the memory of processes hangs.`)));
      return;
    }
    const {group, ...process} = hanging;
    leftOut.push({
      ...process,
      group: group - 1,
      bytes: anonymousBytesOf(task.procfs, process.pid),
      reason: 'hangs',
    });
    processes = processes.filter((each) => each !== hanging);
    begin();
  }

  begin();
  watch = setInterval(() => {
    // R runs, T was stopped by a person; one that sleeps for its share of the CPU reports so.
    const state = child?.state();
    quietChecks = state === 'R' || state === 'T' ? 0 : quietChecks + 1;
    if (quietChecks >= checksUntilHung) leaveOut();
  }, watchMs);
  return {
    result,
    stop() {
      if (!child) return;
      end(() =>
        latest ? resolve(latest) : reject(new Error('Stopped before the first process was read.')),
      );
    },
  };
}
