import {describe, expect, test} from 'vitest';
import {countSharing, type Member} from '../../../source/model/map/countSharing.js';
import {createMappings} from '../../../source/model/map/mappings.js';

const members: Member[] = [
  {group: 0, tenant: 'a'},
  {group: 1, tenant: 'b'},
  {group: 2, tenant: 'b'},
  {group: 2, tenant: 'c'},
];

/** Frames as lists of members, one for each mapping; their numbers begin at 100. */
function count(frames: number[][], options: Partial<Parameters<typeof countSharing>[0]> = {}) {
  const mappings = createMappings(members.length);
  // In an order that is not sorted.
  for (const [index, users] of [...frames.entries()].reverse()) {
    for (const member of users) mappings.add(100 + index, member);
  }
  return countSharing({
    keys: mappings.sorted(),
    members,
    groupCount: 3,
    isMerged: () => true,
    ...options,
  });
}

describe('countSharing', () => {
  test('frames and mappings are all counted', () => {
    expect(count([[0, 0, 1], [1], [2, 3]])).toMatchObject({frames: 3, mappings: 6});
    expect(count([])).toMatchObject({frames: 0, mappings: 0, crossedFrames: 0, cells: []});
  });

  test('cells name who shares with whom, and who with itself', () => {
    const {cells} = count([
      [0, 0, 1],
      [0, 1],
      [1, 1, 2, 3],
    ]);
    expect(cells).toEqual([
      {a: 0, b: 0, frames: 1},
      {a: 0, b: 1, frames: 2},
      {a: 1, b: 1, frames: 1},
      {a: 1, b: 2, frames: 1},
      {a: 2, b: 2, frames: 1},
    ]);
  });

  test('tenants are crossed between groups and within one, but not by groups of one tenant', () => {
    const {crossedFrames, groups} = count([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
    expect(crossedFrames).toBe(2);
    expect(groups.map((group) => group.crossedFrames)).toEqual([1, 1, 1]);
    expect(groups.map((group) => group.tenants)).toEqual([['a'], ['b'], ['b', 'c']]);
  });

  test('the exact shares add up to what is saved', () => {
    const {groups, frames, mappings} = count([[0, 0, 1], [0], [0, 1, 2, 3]]);
    const saved = groups.reduce((sum, {savedPages}) => sum + savedPages, 0);
    expect(saved).toBeCloseTo(mappings - frames, 9);
    expect(groups[0]?.savedPages).toBeCloseTo(4 / 3 + 0 + 3 / 4, 9);
    expect(groups.map(({ownFrames}) => ownFrames)).toEqual([1, 0, 0]);
  });

  test('frames that are not merged count for nothing', () => {
    const {frames, cells} = count(
      [
        [0, 1],
        [0, 1],
      ],
      {isMerged: (frame) => frame === 101},
    );
    expect({frames, cells}).toEqual({frames: 1, cells: [{a: 0, b: 1, frames: 1}]});
  });

  test('copies of one content are joined in cells and crossings, but are frames of their own', () => {
    const copies = [
      [0, 0],
      [1, 1],
    ];
    expect(count(copies)).toMatchObject({crossedFrames: 0});
    const joined = count(copies, {contentOf: () => 100});
    expect(joined).toMatchObject({frames: 2, mappings: 4, crossedFrames: 1});
    expect(joined.cells).toContainEqual({a: 0, b: 1, frames: 1});
    expect(joined.groups.map(({ownFrames}) => ownFrames)).toEqual([1, 1, 0]);
  });

  test('merged pages on another node are counted where nodes are known', () => {
    expect(count([[0, 0, 1]]).groups[0]).not.toHaveProperty('otherNodePages');
    const {groups} = count([[0, 0, 1]], {isElsewhere: (_, group) => group === 0});
    expect(groups.map(({otherNodePages}) => otherNodePages)).toEqual([2, 0, 0]);
  });
});
