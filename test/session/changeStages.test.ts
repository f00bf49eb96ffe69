import {describe, expect, test} from 'vitest';
import {
  advanceChange,
  beginWrite,
  type ChangeEvent,
  type ChangeUnderWay,
  endWrite,
  nextStage,
  plannedWrites,
  type Stage,
  transitions,
} from '../../source/session/changeStages.js';

const stages = Object.keys(transitions) as Stage[];
const events: readonly ChangeEvent[] = [
  ...(['confirm', 'decline', 'begin', 'drop', 'finish', 'refuse', 'fail'] as const),
];
const over: readonly Stage[] = ['done', 'refused', 'dropped'];

describe('the stages of a change', () => {
  test.each([
    ['asked and confirmed', ['asking', 'confirm', 'waiting', 'begin', 'writing', 'finish', 'done']],
    ['asked and declined', ['asking', 'decline', 'dropped']],
    ['dropped as one before it was refused', ['waiting', 'drop', 'dropped']],
    ['refused by the kernel', ['writing', 'refuse', 'restoring', 'finish', 'refused']],
    ['failed while it is written', ['writing', 'fail', 'refused']],
    ['failed while it is restored', ['restoring', 'fail', 'refused']],
  ])('%s', (_, path) => {
    for (let at = 0; at + 2 < path.length; at += 2) {
      expect(nextStage(path[at] as Stage, path[at + 1] as ChangeEvent)).toBe(path[at + 2]);
    }
  });

  test('each leads to an end, and no end leads anywhere', () => {
    const reached = (from: Stage, seen: readonly Stage[] = []): readonly Stage[] => {
      const next: readonly Stage[] = Object.values(transitions[from]);
      return seen.includes(from)
        ? seen
        : next.reduce((all, each) => reached(each, all), [...seen, from] as readonly Stage[]);
    };
    for (const stage of stages) {
      expect(reached(stage).some((each) => over.includes(each))).toBe(true);
      expect(Object.keys(transitions[stage]).length === 0).toBe(over.includes(stage));
    }
  });

  test('what the table does not have is an error', () => {
    for (const stage of stages) {
      for (const event of events) {
        if (Object.hasOwn(transitions[stage], event)) continue;
        expect(() => nextStage(stage, event)).toThrow(`A change that is ${stage} cannot ${event}.`);
      }
    }
  });
});

const plan = {
  writes: [
    {name: 'run' as const, from: '1', to: '2'},
    {name: 'run' as const, from: '2', to: '1'},
  ],
  ...{before: {}, costs: [], notes: []},
};

function changeAt(id: number, stage: Stage): ChangeUnderWay {
  return {id, stage, plan, purpose: {}, pending: plannedWrites(plan, 1000)};
}

describe('changes under way', () => {
  const changes = [changeAt(1, 'asking'), changeAt(2, 'writing'), changeAt(3, 'waiting')];
  const listed = (list: readonly ChangeUnderWay[]) => list.map(({id, stage}) => [id, stage]);

  test('a confirmed change queues behind the others', () => {
    expect(listed(advanceChange(changes, 1, 'confirm'))).toEqual([
      [2, 'writing'],
      [3, 'waiting'],
      [1, 'waiting'],
    ]);
  });

  test('a refused one restores in its place, and writes nothing more that it had planned', () => {
    const after = advanceChange(changes, 2, 'refuse');
    expect(listed(after)[1]).toEqual([2, 'restoring']);
    expect(after[1]?.pending).toEqual([]);
  });

  test('one that is over leaves the list, and is not reported any more', () => {
    const after = advanceChange(changes, 3, 'drop');
    expect(listed(after)).toEqual([
      [1, 'asking'],
      [2, 'writing'],
    ]);
    expect(advanceChange(after, 3, 'fail')).toBe(after);
  });
});

test('a write that is begun takes the place of the planned one, until it is answered', () => {
  const change = changeAt(1, 'writing');
  const first = {name: 'run' as const, to: '2', sinceMs: 2000};
  const begun = beginWrite(change, first);
  expect(begun.pending).toEqual([first, {name: 'run', to: '1', sinceMs: 1000}]);
  expect(endWrite(begun, first).pending).toEqual([{name: 'run', to: '1', sinceMs: 1000}]);
  // One that restores was not planned.
  const other = {name: 'sleep_millisecs' as const, to: '20', sinceMs: 3000};
  expect(beginWrite(begun, other).pending).toHaveLength(3);
});
