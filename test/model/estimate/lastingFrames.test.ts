import {expect, test} from 'vitest';
import {createContents} from '../../../source/model/estimate/contents.js';
import {lastingFrames} from '../../../source/model/estimate/lastingFrames.js';
import {savedFrames} from '../../../source/model/estimate/savedFrames.js';

const settings = {maxPageSharing: 256, useZeroPages: false};
/** The second reading covers contents with an even hash: half of them. */
const isRead = ({high}: {high: number}) => (high % 2 === 0 ? 1 : 0);

test('contents that were not read again change as those that were', () => {
  const contents = createContents();
  const pairs = 1000;
  // Each content is in both groups; in the second, those of every second pair change.
  for (let pair = 0; pair < pairs; pair++) {
    for (const group of [1, 2]) contents.add(group, pair * 7919, pair);
  }
  const all = savedFrames(contents, [0, 0, 0], settings).groups;
  const before = savedFrames(contents, [0, 0, 0], settings, isRead).groups;
  for (let pair = 0; pair < pairs; pair += 4) contents.remove(2, pair * 7919, pair);
  const after = savedFrames(contents, [0, 0, 0], settings, isRead).groups;
  const [, one, two] = lastingFrames(all, before, after);
  // A pair saves one frame, half of it by each; without the changed ones, half of the pairs remain.
  expect(one?.between).toBeCloseTo(pairs / 4);
  expect(two?.between).toBeCloseTo(pairs / 4);
});

test('what was read again completely is taken as it is', () => {
  const contents = createContents();
  for (const group of [1, 1, 1, 2]) contents.add(group, 5, 4);
  const all = savedFrames(contents, [0, 0, 0], settings).groups;
  contents.remove(2, 5, 4);
  const after = savedFrames(contents, [0, 0, 0], settings).groups;
  expect(lastingFrames(all, all, after)).toEqual(after);
});
