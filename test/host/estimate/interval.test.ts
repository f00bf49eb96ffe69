import {expect, test} from 'vitest';
import {createCounts, createIsFrequent} from '../../../source/host/estimate/counts.js';
import type {EstimateTask} from '../../../source/host/estimate/estimateProtocol.js';
import {figuresOf} from '../../../source/host/estimate/groupFigures.js';
import {readAgain} from '../../../source/host/estimate/secondReading.js';
import type {PageHash} from '../../../source/host/pages/pageHash.js';
import type {ProcessPages} from '../../../source/host/pages/processPages.js';

const pageBytes = 4096;
/** Of each process: what its pages hold; 0 are zeros. */
type Memories = readonly (readonly number[])[];

/** Synthetic pages: what a page holds is a number, and its hash a mix of that with a seed. */
function estimateOf(first: Memories, second: Memories, sample?: EstimateTask['sample']) {
  const seed = Number(sample?.key ?? 0);
  const task: EstimateTask = {
    ...{procfs: '', pageBytes, rmapItemBytes: 64, cpuPercent: 100, timeLimitSeconds: 60},
    ...{secondsBetweenReadings: 0, leftOut: [], mergedElsewhere: [], groupCount: first.length},
    processes: first.map((_, index) => ({pid: index + 1, group: index + 1})),
    settings: {maxPageSharing: 256, useZeroPages: false},
    ...(sample && {sample}),
  };
  const counts = createCounts(task, 0);
  const {contents, tallies, byContent, byAddress} = counts;
  for (const [index, pages] of first.entries()) {
    for (const [page, content] of pages.entries()) {
      const [low, high] = hashOf(content, seed);
      const tally = tallies[index + 1];
      counts.pagesRead++;
      byAddress.add(index, page * pageBytes, low, high);
      if (content === 0 && tally) tally.zeroFrames++;
      else if (contents.add(index + 1, low, high)) {
        byContent.add(index, page * pageBytes, low, high);
      }
    }
  }
  const hash = numberHash(seed);
  const reopen = (index: number) => pagesOf(second[index] ?? []);
  const shares = readAgain(task, counts, createIsFrequent(counts), {
    hash,
    reopen,
    goOn: () => true,
  });
  return figuresOf({task, counts, shares});
}

/** Of pages that are the number that they hold. */
function numberHash(seed: number): PageHash {
  let halves = [0, 0];
  return {
    update(page) {
      halves = hashOf(new DataView(page.buffer).getFloat64(0), seed);
    },
    get low() {
      return halves[0] as number;
    },
    get high() {
      return halves[1] as number;
    },
  };
}

function pagesOf(contents: readonly number[]): ProcessPages {
  const content = new Uint8Array(8);
  return {
    walk: () => 0,
    readEach(addresses, visit) {
      for (const address of addresses) {
        new DataView(content.buffer).setFloat64(0, contents[address / pageBytes] as number);
        visit({address, content});
      }
    },
    close() {},
  };
}

function hashOf(content: number, seed: number): [low: number, high: number] {
  return content === 0 ? [0, 0] : [mix(content, 2 * seed + 1), mix(content, 2 * seed + 2)];
}

function mix(number: number, salt: number): number {
  let mixed = Math.imul(number ^ Math.imul(salt, 0x9e37_79b1), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

// Two processes: unique pages, contents in two to nine pages, a frequent content, zeros.
const frequent = 1_000_000;
const spread = Array.from({length: 6000}, (_, index) => index + 1).flatMap((content) =>
  Array<number>(content % 3 === 0 ? 1 : 2 + (content % 8)).fill(content),
);
const halfOf = (remainder: number) => spread.filter((_, page) => page % 2 === remainder);
const special = Array.from({length: 6000}, (_, page) => (page % 3 === 0 ? 0 : frequent));
const first: Memories = [[...halfOf(0), ...special], halfOf(1)];

/** What a page holds at the second reading, if these parts of contents, and of the others' pages, change. */
const changed = (ofContents: number, ofPages: number): Memories =>
  first.map((pages, process) =>
    pages.map((content, page) => {
      const isChanged =
        content !== 0 && content !== frequent && mix(content, 77) / 2 ** 32 < ofContents
          ? true
          : mix(page + process * 1e6, 78) / 2 ** 32 < ofPages;
      return isChanged ? 2e6 + page + process * 1e6 : content;
    }),
  );

const seeds = Array.from({length: 24}, (_, seed) => seed + 1);

test.each([
  ['nothing', 0, 0],
  ['a quarter of the contents', 0.25, 0],
  ['a fifth of the pages', 0, 0.2],
  ['half of both', 0.5, 0.5],
])('%s changes: the truth is in 20 of 24 intervals of one content in 16', (_, contents, pages) => {
  const second = changed(contents, pages);
  const truth = estimateOf(first, second);
  expect(truth.total.uncertaintyBytes).toBe(0);
  const inside = [0, 0, 0];
  let widths = 0;
  for (const seed of seeds) {
    const sample = {key: String(seed), oneIn: 16, rememberedPages: 256};
    const {total, groups} = estimateOf(first, second, sample);
    for (const [place, memory] of [total, ...groups].entries()) {
      const {wouldSaveBytes = 0} = [truth.total, ...truth.groups][place] ?? {};
      const error = Math.abs(memory.wouldSaveBytes - wouldSaveBytes);
      if (error <= (memory.uncertaintyBytes ?? 0)) inside[place] = (inside[place] ?? 0) + 1;
    }
    widths += (total.uncertaintyBytes ?? 0) / truth.total.wouldSaveBytes / seeds.length;
  }
  expect(Math.min(...inside)).toBeGreaterThanOrEqual(20);
  // An interval that holds everything says nothing.
  expect(widths).toBeLessThan(0.5);
});

test('zero, within, between and volatile are what would be saved if nothing changed', () => {
  const once = estimateOf(first, first);
  const twice = estimateOf(first, changed(0.25, 0.2));
  for (const [place, memory] of [twice.total, ...twice.groups].entries()) {
    const {wouldSaveBytes} = [once.total, ...once.groups][place] ?? once.total;
    expect(memory.wouldSaveBytes + (memory.volatileBytes ?? 0)).toBeCloseTo(wouldSaveBytes, -1);
    expect(memory.volatileBytes).toBeGreaterThan(0);
  }
  expect(once.total.volatileBytes).toBe(0);
});
