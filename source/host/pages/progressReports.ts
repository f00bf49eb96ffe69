import type {PagesListener} from './pagesTask.js';

/** Reports as often as is useful, and no more often than is cheap. */
export type ProgressReports<Progress, Result> = {
  /** Reports a change at once. */
  update(change: Partial<Progress>): void;
  /** Reports that it is still running, if it is time to. */
  tick(): void;
  /** Reports the result so far, if it is time to. */
  result(make: () => Result): void;
  /** Reports a result that must not be missed. */
  resultAtOnce(result: Result): void;
};

const tickEveryMs = 200;
const resultEveryMs = 500;
/** Making results takes at most a twentieth of the time. */
const resultShare = 20;

/** @param current What has changed by the time of a report. */
export function createProgressReports<Progress, Result>(
  listener: PagesListener<Progress, Result>,
  initial: Progress,
  current?: () => Partial<Progress>,
): ProgressReports<Progress, Result> {
  let progress = initial;
  let reportedMs = Number.NEGATIVE_INFINITY;
  let resultMs = performance.now();
  let resultTookMs = 0;

  function report(): void {
    reportedMs = performance.now();
    progress = {...progress, ...current?.()};
    listener.progress(progress);
  }

  return {
    update(change) {
      progress = {...progress, ...change};
      report();
    },
    tick() {
      if (performance.now() - reportedMs >= tickEveryMs) report();
    },
    result(make) {
      const startMs = performance.now();
      if (startMs - resultMs < Math.max(resultEveryMs, resultTookMs * resultShare)) return;
      listener.soFar(make());
      resultMs = performance.now();
      resultTookMs = resultMs - startMs;
    },
    resultAtOnce(result) {
      listener.soFar(result);
      resultMs = performance.now();
    },
  };
}
