import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import type {EstimateTask} from '../../../source/host/estimate/estimateProtocol.js';
import {estimate} from '../../../source/host/estimate/estimator.js';
import {loadPageHash} from '../../../source/host/pages/pageHash.js';
import type {Estimate, EstimateProgress} from '../../../source/model/estimate/savingsEstimate.js';
import {type DescribedProcess, describeProcess} from '../../fixtures/processes/processMemory.js';

const pageBytes = 4096;
const createHash = await loadPageHash();

let procfs: string;
beforeEach(() => {
  procfs = mkdtempSync(join(tmpdir(), 'ksmtop-memory-'));
});
afterEach(() => {
  rmSync(procfs, {recursive: true});
  vi.restoreAllMocks();
});

/** Lets this time pass at once. */
function passSeconds(seconds: number): void {
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + seconds * 1000);
}

/** Describes processes 1, 2 and so on, by the contents of their pages. */
function processesOf(...memories: (readonly (number | undefined)[])[]): DescribedProcess[] {
  return memories.map((contents, index) =>
    describeProcess(procfs, index + 1, {contents, firstFrame: (index + 1) * 1_000_000}),
  );
}

type Options = {
  sample?: EstimateTask['sample'];
  betweenReadings?: () => void;
  progress?: (progress: EstimateProgress) => unknown;
  soFar?: (estimate: Estimate) => void;
};

/** Estimates these processes, each in a group of its own. */
function estimateOf(
  count: number,
  {sample, betweenReadings = () => {}, progress: onProgress, soFar = () => {}}: Options = {},
): Estimate {
  const task: EstimateTask = {
    procfs,
    processes: Array.from({length: count}, (_, index) => ({pid: index + 1, group: index + 1})),
    groupCount: count,
    leftOut: [],
    mergedElsewhere: [],
    pageBytes,
    rmapItemBytes: 64,
    cpuPercent: 100,
    timeLimitSeconds: 60,
    secondsBetweenReadings: 0,
    settings: {maxPageSharing: 256, useZeroPages: false},
    ...(sample && {sample}),
  };
  let stage = 'first reading';
  return estimate(
    task,
    {hash: createHash(sample && BigInt(sample.key)), findPages: undefined},
    {
      progress(progress) {
        onProgress?.(progress);
        if (progress.stage !== stage) betweenReadings();
        stage = progress.stage;
      },
      soFar,
    },
  );
}

/** What it reports before its result, when the first process takes so long that a report is due. */
function reportsOf(count: number): Estimate[] {
  const reports: Estimate[] = [];
  let isFirst = true;
  estimateOf(count, {
    progress() {
      if (isFirst) passSeconds(1);
      isFirst = false;
    },
    soFar: (estimate) => reports.push(estimate),
  });
  return reports;
}

const pagesOf = (bytes = 0) => Math.round(bytes / pageBytes);
const repeat = (length: number, content: (page: number) => number) =>
  Array.from({length}, (_, page) => content(page));

test('zero pages, duplicates, unique pages and pages in swap are distinguished', () => {
  processesOf([0, 0, 1, 1, 2, undefined], [0, 1, 3, 4]);
  const {total, groups, pagesRead, best} = estimateOf(2);
  expect(pagesRead).toBe(9);
  expect(pagesOf(total.wouldSaveBytes)).toBe(4);
  expect(pagesOf(total.zeroBytes)).toBe(2);
  expect(pagesOf(groups[0]?.withinBytes)).toBe(1);
  expect(pagesOf(groups[0]?.notLookedAtBytes)).toBe(1);
  expect(best.toSorted()).toEqual([0, 1]);
});

test('as long as it runs, processes that are not read yet are left out', () => {
  processesOf([1, 1, 2], [1, 1], [1, 2]);
  const [first] = reportsOf(3);
  expect(first?.leftOut.map(({pid, reason}) => ({pid, reason}))).toEqual([
    {pid: 2, reason: 'not reached'},
    {pid: 3, reason: 'not reached'},
  ]);
  expect(first?.groups.map(({notLookedAtBytes}) => pagesOf(notLookedAtBytes))).toEqual([0, 2, 2]);
});

test('when the time is over, processes are left out as a whole', () => {
  processesOf([1, 1, 2], [1, 1], [1, 2]);
  const {leftOut, groups, pagesRead} = estimateOf(3, {
    progress: ({processesDone}) => processesDone === 1 && passSeconds(61),
  });
  // The first one was begun in time.
  expect(pagesRead).toBe(3);
  expect(leftOut.map(({pid, bytes, reason}) => [pid, pagesOf(bytes), reason])).toEqual([
    [2, 2, 'no time left'],
    [3, 2, 'no time left'],
  ]);
  expect(groups.map(({memoryBytes}) => pagesOf(memoryBytes))).toEqual([3, 0, 0]);
  expect(groups.map(({notLookedAtBytes}) => pagesOf(notLookedAtBytes))).toEqual([0, 2, 2]);
});

test('before the second reading is complete, what changes is unknown, not 0', () => {
  processesOf([1, 1, 2], [1, 0]);
  const reports: Estimate[] = [];
  const {total, secondReadingShare} = estimateOf(2, {soFar: (estimate) => reports.push(estimate)});
  expect(total.volatileBytes).toBe(0);
  expect(secondReadingShare).toBe(1);
  // Killed from here on, this is what remains: all processes, once.
  const once = reports.at(-1);
  expect(once).toMatchObject({secondReadingShare: 0, leftOut: [], pagesRead: 5});
  for (const memory of [once?.total, ...(once?.groups ?? [])]) {
    expect(memory).toMatchObject({wouldSaveBytes: expect.any(Number)});
    expect(memory).not.toHaveProperty('volatileBytes');
    expect(memory).not.toHaveProperty('uncertaintyBytes');
  }
});

test('when the time of the second reading is over, it says how much of it was done', () => {
  processesOf(...Array.from({length: 4}, () => repeat(1000, (page) => 1 + (page % 500))));
  let isOver = false;
  const {secondReadingShare, total, leftOut} = estimateOf(4, {
    progress({stage, secondReadingShare: share}) {
      if (stage !== 'second reading' || share === 0 || isOver) return;
      isOver = true;
      passSeconds(7);
    },
  });
  expect(isOver).toBe(true);
  expect(secondReadingShare).toBeGreaterThan(0);
  expect(secondReadingShare).toBeLessThan(1);
  expect(leftOut).toEqual([]);
  expect(total).not.toHaveProperty('volatileBytes');
  // Nothing of what the first reading found is removed.
  expect(pagesOf(total.wouldSaveBytes)).toBe(4 * 1000 - 500);
});

test('what changes between the readings is volatile', () => {
  const [process] = processesOf(repeat(8000, (page) => 1 + (page % 4000)));
  const {total} = estimateOf(1, {
    betweenReadings: () => {
      for (let page = 0; page < 1000; page++) process?.change(page, 1_000_000 + page);
    },
  });
  expect(pagesOf(total.wouldSaveBytes)).toBe(3000);
  expect(pagesOf(total.volatileBytes)).toBe(1000);
});

describe('of more pages than are read again', () => {
  const pages = 80_000;

  test('duplicates and frequent contents change as those that are read', () => {
    // Half of the pages have one content, of which a quarter changes; of the pairs, every tenth.
    const [process] = processesOf(
      repeat(pages, (page) => (page < pages / 2 ? 7 : 1000 + (page % (pages / 4)))),
    );
    const {total} = estimateOf(1, {
      betweenReadings: () => {
        for (let page = 0; page < pages / 2; page += 4) process?.change(page, -1 - page);
        for (let page = pages / 2; page < (pages * 3) / 4; page += 10)
          process?.change(page, -1 - page);
      },
    });
    const saved = (pages / 2) * 0.75 * (255 / 256) + (pages / 4) * 0.9;
    expect(Math.abs(pagesOf(total.wouldSaveBytes) - saved)).toBeLessThan(0.015 * pages);
    const volatile = (pages / 2) * 0.25 + (pages / 4) * 0.1;
    expect(Math.abs(pagesOf(total.volatileBytes) - volatile)).toBeLessThan(0.015 * pages);
  });

  test('a group whose duplicates all change is not worth it', () => {
    const half = pages / 2;
    const [, process] = processesOf(
      repeat(half, (page) => 1 + (page % (half / 2))),
      repeat(half, (page) => -1 - (page % (half / 2))),
    );
    const {best} = estimateOf(2, {
      betweenReadings: () => {
        for (let page = 0; page < half; page++) process?.change(page, 1_000_000 + page);
      },
    });
    expect(best).toEqual([0]);
  });
});

test('of 20 samples of one content in 16, at least 17 have the truth in their interval', () => {
  // A third unique, the rest in two to nine pages of two processes, one frequent content, zeros.
  const contents = repeat(4000, (content) => content + 1).flatMap((content) =>
    Array<number>(content % 3 === 0 ? 1 : 2 + (content % 8)).fill(content),
  );
  const special = repeat(2000, (page) => (page % 2 === 0 ? 0 : 1_000_000));
  const isFirst = (_: number, page: number) => page % 2 === 0;
  processesOf(
    [...contents.filter(isFirst), ...special],
    contents.filter((content, page) => !isFirst(content, page)),
  );
  const truth = estimateOf(2).total.wouldSaveBytes;
  const inside = Array.from({length: 20}, (_, seed) => {
    const {total, sampledOneIn} = estimateOf(2, {sample: {key: String(1000 + seed), oneIn: 16}});
    expect(sampledOneIn).toBe(16);
    return Math.abs(total.wouldSaveBytes - truth) <= (total.uncertaintyBytes ?? 0);
  });
  expect(inside.filter(Boolean).length).toBeGreaterThanOrEqual(17);
});
