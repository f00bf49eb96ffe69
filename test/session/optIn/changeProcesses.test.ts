import {expect, test} from 'vitest';
import type {LookedAt} from '../../../source/model/optIn/optInResult.js';
import type {ProcessOptIn} from '../../../source/model/optIn/processOptIn.js';
import {refusal} from '../../../source/model/optIn/refusals.js';
import {lookAtAll} from '../../../source/session/optIn/changeProcesses.js';

test('a fork that has inherited nothing does not belong to the choice', async () => {
  const seen: Record<number, Partial<LookedAt>> = {
    1: {isAlready: true},
    2: {refusal: refusal('gone')},
    3: {refusal: refusal('frozen')},
    4: {},
    5: {refusal: refusal('not-ours')},
  };
  const optIn = {
    look: async ({pid, startTicks}) => ({pid, startTicks, ...seen[pid]}),
  } as Pick<ProcessOptIn, 'look'> as ProcessOptIn;
  const all = (mayInherit: boolean) =>
    [1, 2, 3, 4, 5].map((pid) => ({
      target: {pid, startTicks: 1, action: 'out' as const},
      command: 'nginx',
      container: {id: 'lxc:web', name: 'web'},
      ...(mayInherit && {mayInherit: true as const}),
    }));
  expect((await lookAtAll(optIn, all(true))).map(({target}) => target.pid)).toEqual([3, 4]);
  expect((await lookAtAll(optIn, all(false))).map(({target}) => target.pid)).toEqual([
    1, 2, 3, 4, 5,
  ]);
});
