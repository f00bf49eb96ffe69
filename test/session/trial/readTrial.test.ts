import {expect, test} from 'vitest';
import type {TrialContainer} from '../../../source/model/trial/trialFacts.js';
import {usualRule} from '../../../source/model/trial/trialRule.js';
import {readTrial} from '../../../source/session/trial/readTrial.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

const container = {id: 'lxc:web', kind: 'lxc', name: 'web'} as const;
const state = {startedMs: 1, rule: usualRule, containers: [{id: container.id, name: 'web'}]};
const anonBytes = 1000 * 4096;

test('before 6.14 what a new process merges counts at once, not at its turn', async () => {
  const asked: TrialContainer[] = [];
  const sample = sampleOf({
    ksm: {pages_shared: 10, pages_sharing: 700},
    processes: [
      processOf({pid: 101, container, anonBytes, ksm: {rmapItems: 400, mergingPages: 300}}),
      processOf({pid: 102, container, anonBytes, ksm: {rmapItems: 0, mergingPages: 0}}),
      processOf({pid: 103, container, anonBytes, ksm: {rmapItems: 0, mergingPages: 0}}),
    ],
  });
  const reading = await readTrial(
    state,
    sample,
    async (containers) => {
      asked.push(...containers);
      return {
        containers: {},
        // The second is a figure of another process, which a fork has inherited.
        ksm: {102: {rmapItems: 500, mergingPages: 200}, 103: {rmapItems: 9000, mergingPages: 8000}},
      };
    },
    undefined,
    false,
  );
  expect(asked.map(({quietPids}) => quietPids)).toEqual([[102, 103]]);
  expect(reading.containers[0]).toMatchObject({offering: 2, rmapItems: 900, mergingPages: 500});
});

test('from 6.14 on the kernel tells who offers nothing', async () => {
  const ksm = {rmapItems: 0, mergingPages: 0, mergeAny: false, mergeable: false};
  const sample = sampleOf({processes: [processOf({pid: 101, container, ksm})]});
  const asked: TrialContainer[] = [];
  await readTrial(
    state,
    sample,
    async (containers) => {
      asked.push(...containers);
      return {containers: {}, ksm: {}};
    },
    undefined,
    false,
  );
  expect(asked.map(({quietPids}) => quietPids)).toEqual([[]]);
});
