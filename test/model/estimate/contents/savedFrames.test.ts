import {expect, test} from 'vitest';
import {
  type Contents,
  createContents,
} from '../../../../source/model/estimate/contents/contents.js';
import {createCreditSums} from '../../../../source/model/estimate/contents/creditSums.js';
import {
  mergedElsewhere,
  savedFrames,
} from '../../../../source/model/estimate/contents/savedFrames.js';
import {worthTogether} from '../../../../source/model/estimate/worthTogether.js';

const settings = {maxPageSharing: 256, useZeroPages: false};

/** The figures of each group, and their sum. */
function savedWithTotal(...given: Parameters<typeof savedFrames>) {
  const groups = savedFrames(...given);
  const [contents, zeroFrames] = given;
  const sums = createCreditSums(zeroFrames.length, settings);
  contents.forEachShared(({holders, weight}) => sums.add(holders, weight, weight * (weight - 1)));
  const total = {zero: 0, within: 0, between: 0, variance: sums.squareOfAll};
  for (const {zero, within, between} of groups) {
    total.zero += zero;
    total.within += within;
    total.between += between;
  }
  return {groups, total};
}

/** Frames by group: each number is a content. */
function contentsOf(groups: readonly (readonly number[])[]): Contents {
  const contents = createContents();
  for (const [group, numbers] of groups.entries()) {
    for (const number of numbers) contents.add(group, number, number * 7);
  }
  return contents;
}

test('a content in n frames saves n − 1, and each frame is credited with the same part', () => {
  const contents = contentsOf([[], [1, 1, 2], [1, 3]]);
  const {groups, total} = savedWithTotal(contents, [0, 0, 0], settings);
  expect(groups[1]?.within).toBe(1);
  expect(groups[1]?.between).toBeCloseTo(1 / 3);
  expect(groups[2]?.within).toBe(0);
  expect(groups[2]?.between).toBeCloseTo(2 / 3);
  expect(total).toMatchObject({zero: 0, within: 1, variance: 0});
  expect(total.between).toBeCloseTo(1);
});

test('max_page_sharing keeps a page for so many frames', () => {
  const contents = contentsOf([[], [1, 1, 1, 1, 1]]);
  const {total} = savedWithTotal(contents, [0, 0], {...settings, maxPageSharing: 2});
  expect(total.within).toBe(2);
});

test('what is merged already saves every frame, and its own group is not credited', () => {
  const contents = contentsOf([[1], [1, 1], [2]]);
  const {groups, total} = savedWithTotal(contents, [0, 0, 0], settings);
  expect(groups[mergedElsewhere]).toMatchObject({within: 0, between: 0});
  expect(total.within + total.between).toBe(2);
});

test.each([
  [false, 9],
  [true, 10],
])('zero pages, with use_zero_pages %s, save %i of ten', (useZeroPages, saved) => {
  const {groups, total} = savedWithTotal(contentsOf([[], [], []]), [0, 4, 6], {
    ...settings,
    useZeroPages,
  });
  expect(total.zero).toBeCloseTo(saved);
  expect(groups[1]?.zero).toBeCloseTo((4 * saved) / 10);
});

test.each([0, 1, 2, 3, 4])('a sample by content says what all say, with seed %i', (seed) => {
  const random = generator(seed);
  const all = createContents();
  const sample = createContents({mostSlots: 4096});
  const frequentLow = Math.floor(random() * 2 ** 32);
  for (let group = 1; group <= 4; group++) {
    for (let frame = 0; frame < 20_000; frame++) {
      // A third unique, a tenth one content, the rest in a few frames each.
      const kind = random();
      const number = kind < 0.33 ? random() : Math.floor(random() * 9000) / 9000;
      const low = kind > 0.9 ? frequentLow : hash(number, 1);
      const high = kind > 0.9 ? 12_345 : hash(number, 2);
      all.add(group, low, high);
      sample.add(group, low, high);
    }
  }
  expect(all.sampledOneIn).toBe(1);
  expect(sample.sampledOneIn).toBeGreaterThanOrEqual(8);
  const truth = savedWithTotal(all, [0, 0, 0, 0, 0], settings).total;
  const estimated = savedWithTotal(sample, [0, 0, 0, 0, 0], settings).total;
  const deviation = Math.sqrt(estimated.variance);
  expect(deviation).toBeGreaterThan(0);
  const difference = estimated.within + estimated.between - truth.within - truth.between;
  expect(Math.abs(difference)).toBeLessThan(3 * deviation);
  expect(Math.abs(difference)).toBeLessThan(0.06 * (truth.within + truth.between));
});

test('of 20 samples of one content in 16, at least 17 have the truth in their 95 % interval', () => {
  const settled = Array.from({length: 20}, (_, seed) => {
    const random = generator(1000 + seed);
    const all = createContents();
    const sample = createContents({sampledOneIn: 16});
    for (let content = 0; content < 8000; content++) {
      const [low, high] = [hash(random(), 1), hash(random(), 2)];
      // A third unique, the rest in two to nine frames of two groups.
      const frames = content % 3 === 0 ? 1 : 2 + (content % 8);
      for (let frame = 0; frame < frames; frame++) {
        all.add(1 + (frame % 2), low, high);
        sample.add(1 + (frame % 2), low, high);
      }
    }
    const truth = savedWithTotal(all, [0, 0, 0], settings).total;
    const {total} = savedWithTotal(sample, [0, 0, 0], settings);
    const difference = total.within + total.between - truth.within - truth.between;
    return Math.abs(difference) <= 1.96 * Math.sqrt(total.variance);
  });
  expect(settled.filter(Boolean).length).toBeGreaterThanOrEqual(17);
});

test.each([15, 16])(
  'a frequent content counts for itself, with a hash of %i in a sample of one in 16',
  (high) => {
    const contents = createContents({sampledOneIn: 16});
    for (let frame = 0; frame < 1000; frame++) contents.add(1, 99, high);
    const {total} = savedWithTotal(contents, [0, 0], settings);
    expect(total.within).toBeGreaterThan(900);
    expect(total.within).toBeLessThan(1000);
    expect(total.variance).toBe(0);
  },
);

test('frequent contents that many groups have end the growth of the sample', () => {
  const contents = createContents({mostSlots: 4096});
  for (let number = 0; number < 500; number++) {
    for (let frame = 0; frame < 64; frame++)
      contents.add(1 + frame, hash(number / 500, 1), hash(number / 500, 2));
  }
  let shared = 0;
  contents.forEachShared(({frames}) => {
    if (frames > 50) shared++;
  });
  expect(contents.sampledOneIn).toBeLessThanOrEqual(65_536);
  expect(shared).toBeGreaterThan(400);
});

test('groups that gain only together are worth it together, others are left out', () => {
  const twins = Array.from({length: 100}, (_, index) => index + 1);
  const alone = Array.from({length: 100}, (_, index) => 1000 + index);
  const contents = contentsOf([[], alone, twins, twins]);
  const worth = worthTogether(contents, {
    costFrames: [0, 5, 5, 5],
    zeroFrames: [0, 0, 0, 0],
    settings,
  });
  expect(worth.toSorted()).toEqual([2, 3]);
});

function generator(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function hash(number: number, salt: number): number {
  let mixed = Math.floor(number * 2 ** 31) ^ Math.imul(salt, 0x9e37_79b1);
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
