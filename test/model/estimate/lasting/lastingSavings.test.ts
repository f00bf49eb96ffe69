import {expect, test} from 'vitest';
import {createContents} from '../../../../source/model/estimate/contents/contents.js';
import {lastingSavings} from '../../../../source/model/estimate/lasting/lastingSavings.js';
import {createLastingShares} from '../../../../source/model/estimate/lasting/lastingShares.js';
import {sampledVariance} from '../../../../source/model/estimate/lasting/sampledVariance.js';

const settings = {maxPageSharing: 256, useZeroPages: false};
const noZeros = {frames: 0, read: 0, same: 0};
const frequentFrom = 1000;

function estimated(
  contents: ReturnType<typeof createContents>,
  shares: ReturnType<typeof createLastingShares>,
  {readAgainOneIn = 1, zeros = [noZeros, noZeros, noZeros]} = {},
) {
  const isFrequent = (frames: number) => frames >= frequentFrom;
  const isReadAgain = (high: number) => high % readAgainOneIn === 0;
  return lastingSavings({
    ...{contents, shares, isFrequent, readAgainOneIn, isReadAgain},
    ...{zeros, settings},
  });
}

test('contents that were not read again change as those that were', () => {
  const contents = createContents();
  const shares = createLastingShares();
  const pairs = 1000;
  // Each content is in both groups; every second one is read again, and half of these change in one.
  for (let pair = 0; pair < pairs; pair++) {
    for (const group of [1, 2]) contents.add(group, pair * 7919, pair);
  }
  for (const group of [1, 2]) {
    for (let pair = 0; pair < pairs; pair += 2) {
      shares.note(group, pair * 7919, pair, group === 1 || pair % 4 === 0);
    }
  }
  const {groups, volatile, variance} = estimated(contents, shares, {readAgainOneIn: 2});
  // A pair saves one frame, half of it by each group.
  for (const group of [1, 2]) {
    expect(groups[group]?.between).toBeCloseTo(pairs / 4);
    expect(volatile[group]).toBeCloseTo(pairs / 4);
  }
  // Each of the 500 contents is half a frame off what is estimated of it.
  expect(variance).toBeCloseTo(2 * (500 / 4 + 1));
});

test('what was read again completely is known', () => {
  const contents = createContents();
  const shares = createLastingShares();
  for (const group of [1, 1, 1, 2]) {
    contents.add(group, 5, 4);
    shares.note(group, 5, 4, group === 1);
  }
  const {groups, volatile, variance, variances} = estimated(contents, shares);
  expect(groups[1]).toEqual({zero: 0, within: 2, between: 0});
  expect(groups[2]).toEqual({zero: 0, within: 0, between: 0});
  expect(volatile.reduce((sum, frames) => sum + frames)).toBe(1);
  expect([variance, ...variances]).toEqual([0, 0, 0, 0]);
});

test('a frequent content may change in one group and last in another', () => {
  const contents = createContents();
  const shares = createLastingShares();
  for (const group of [1, 2]) {
    for (let frame = 0; frame < frequentFrom; frame++) {
      contents.add(group, 5, 4);
      if (frame % 10 === 0) shares.note(group, 5, 4, group === 1);
    }
  }
  const {groups, variances} = estimated(contents, shares);
  expect(groups[1]?.within).toBe(frequentFrom - 4);
  expect(groups[2]).toEqual({zero: 0, within: 0, between: 0});
  expect(variances[1]).toBeGreaterThan(0);
});

test('zeros that were not read again change as the others', () => {
  const zeros = [noZeros, {frames: 100, read: 50, same: 25}, {frames: 10, read: 0, same: 0}];
  const {groups, zeroFrames, variances} = estimated(createContents(), createLastingShares(), {
    zeros,
  });
  expect(zeroFrames).toEqual([0, 50, 5]);
  expect((groups[1]?.zero ?? 0) + (groups[2]?.zero ?? 0)).toBeCloseTo(54);
  expect(Math.min(...variances.slice(1))).toBeGreaterThan(0);
});

test('what is read completely has no variance; rare changes are not taken for none', () => {
  expect(sampledVariance(10, 10, 3)).toBe(0);
  expect(sampledVariance(1000, 100, 100)).toBeGreaterThan(0);
  expect(sampledVariance(1000, 100, 50)).toBeCloseTo((1000 ** 2 * 0.25 * 0.9) / 100);
});
