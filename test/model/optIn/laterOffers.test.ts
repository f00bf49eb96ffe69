import {expect, test} from 'vitest';
import {laterOfferSentences} from '../../../source/model/optIn/laterOffers.js';
import type {Candidate} from '../../../source/model/optIn/optInCosts.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

const web = {id: 'lxc:web', kind: 'lxc', name: 'web'} as const;
const mail = {id: 'lxc:mail', kind: 'lxc', name: 'mail'} as const;
const ksm = {mergeAny: true};
const processes = [
  processOf({pid: 90, container: web, startTicks: 10, ksm}),
  processOf({pid: 101, container: web, startTicks: 20, ksm}),
  processOf({pid: 102, container: web, startTicks: 30, ksm}),
  processOf({pid: 103, container: web, startTicks: 30}),
  processOf({pid: 104, container: mail, startTicks: 30, ksm}),
];
const candidate = (pid: number, action: 'in' | 'out', startTicks: number): Candidate => ({
  target: {pid, startTicks, action},
  command: 'nginx',
  container: {id: web.id, name: web.name},
  looked: {pid, startTicks},
});
const sentences = (action: 'in' | 'out', ...pids: number[]) =>
  laterOfferSentences(
    sampleOf({processes}),
    pids.map((pid) => candidate(pid, action, 20)),
    action,
  );

test('what may have inherited an opt-in, and is no descendant anymore, is named', () => {
  expect(sentences('out', 101)).toEqual([
    expect.stringMatching(/^1 process that started later .* stays opted in: \S+ 102\./),
  ]);
  expect(sentences('out', 101, 102)).toEqual([]);
  expect(sentences('in', 101)).toEqual([]);
});
