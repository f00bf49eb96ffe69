import {describe, expect, test} from 'vitest';
import {fleetQuestion, nothingToDo, planFleet} from '../../../source/model/fleet/fleetChange.js';
import type {Plan} from '../../../source/model/tuning/plan.js';

const plan = (writes: number, costs: readonly string[] = []): Plan => ({
  writes: Array.from({length: writes}, () => ({name: 'run', from: '0', to: '1'})),
  before: {run: '0'},
  costs,
  notes: [],
});
const host = (name: string, planned = plan(1), cpuPercent?: number) => ({
  ...{id: name, name},
  plan: () => ({value: {plan: planned, cpuPercent}}),
});
const about = {what: 'start ksmd', meaning: ''};

describe('the question', () => {
  test('names every host, and once what it costs all of them', () => {
    const cost = 'This unmerges everything.';
    const planned = planFleet(about, [host('a', plan(1, [cost])), host('b', plan(1, [cost]))]);
    expect(fleetQuestion(planned)).toBe('Start ksmd on 2 hosts: a, b? This unmerges everything.');
  });

  test('names the hosts that alone have a cost', () => {
    const planned = planFleet(about, [host('a', plan(1, ['It is dear.'])), host('b')]);
    expect(fleetQuestion(planned)).toBe('Start ksmd on 2 hosts: a, b? a: It is dear.');
  });

  test('tells the CPU that is expected, as far as it is', () => {
    const each = (...percents: Array<number | undefined>) =>
      fleetQuestion(
        planFleet(
          about,
          percents.map((percent, index) => host(`h${index}`, plan(1), percent)),
        ),
      );
    expect(each(4)).toContain('? ksmd then uses about 4.0 % of a core.');
    expect(each(4, 48)).toContain('about 4.0 % to 48.0 % of a core each.');
    expect(each(4, undefined)).toContain('about 4.0 % of a core each, where its pace is known.');
    expect(each(undefined)).not.toContain('core');
  });

  test('tells what is left out', () => {
    const planned = planFleet(about, [
      host('a'),
      host('b', plan(0)),
      {id: 'c', name: 'c\u001b[2J', refusal: 'not root', plan: () => ({problem: 'never asked'})},
      {id: 'd', name: 'd', plan: () => ({problem: 'This kernel has no KSM.'})},
    ]);
    expect(fleetQuestion(planned)).toBe(
      'Start ksmd on 1 host: a? Nothing to change on b. Skipped: c?[2J, d.',
    );
    expect(planned.skipped.map(({reason}) => reason)).toEqual([
      ...['nothing to change', 'not root', 'This kernel has no KSM.'],
    ]);
  });

  test('of hundreds of hosts stays readable', () => {
    const many = Array.from({length: 300}, (_, index) => host(`hn${index}`));
    expect(fleetQuestion(planFleet(about, many))).toMatch(
      /^Start ksmd on 300 hosts: hn0, .*hn23 and 276 more\?$/,
    );
  });
});

test('with nothing to do it says so, or why nothing can be done', () => {
  expect(nothingToDo(planFleet(about, [host('a', plan(0))]))).toBe(
    'Start ksmd: nothing to change.',
  );
  const refused = {id: 'b', name: 'b', refusal: 'not root', plan: () => ({problem: ''})};
  expect(nothingToDo(planFleet(about, [host('a', plan(0)), refused]))).toBe(
    'Start ksmd: not possible. b: not root',
  );
});
