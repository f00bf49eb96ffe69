import {expect, test} from 'vitest';
import {choiceAlive, choiceOf} from '../../../source/commands/options/choice.js';
import {advance} from '../../../source/model/advance.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

const lxc = (name: string) => ({id: `lxc:${name}`, kind: 'lxc', name}) as const;
const model = advance(
  undefined,
  sampleOf({
    processes: [
      processOf({pid: 101, startTicks: 7000, container: lxc('web')}),
      processOf({pid: 102, startTicks: 8000, container: lxc('101@7000')}),
    ],
  }),
);

test('words name containers and processes', () => {
  expect(choiceOf(model, ['web', '102'])).toEqual({containerIds: ['lxc:web'], pids: [102]});
  expect(() => choiceOf(model, ['shop'])).toThrow('container or process "shop" not found');
});

test('a start time means one process, whatever has its PID or is called like it', () => {
  expect(choiceOf(model, ['101@7000'])).toEqual({containerIds: [], pids: [101]});
  expect(choiceOf(model, ['102@7000', '9@9'])).toEqual({containerIds: [], pids: []});
});

test('processes that have all ended are not taken for nothing named, which means everything', () => {
  expect(() => choiceAlive(model, ['9@9'])).toThrow('The chosen processes have ended.');
  expect(choiceAlive(model, ['9@9', 'web'])).toEqual({containerIds: ['lxc:web'], pids: []});
  expect(choiceAlive(model, [])).toEqual({containerIds: [], pids: []});
});
