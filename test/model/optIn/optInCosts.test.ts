import {expect, test} from 'vitest';
import {
  type Candidate,
  costSentences,
  eligibilityLines,
  mergedBytesOf,
} from '../../../source/model/optIn/optInCosts.js';
import type {TargetFacts} from '../../../source/model/optIn/optInTarget.js';
import {refusal} from '../../../source/model/optIn/refusals.js';
import {modelOf} from '../../fixtures/model.js';

const candidate = (pid: number, looked: Partial<Candidate['looked']> = {}): Candidate => ({
  target: {pid, startTicks: 1, action: 'in'},
  command: 'nginx',
  container: {id: 'lxc:web', name: 'web'},
  looked: {pid, startTicks: 1, ...looked},
});

test('a reason that many processes share is said once', () => {
  const own = refusal('own');
  const stopped = refusal('stopped');
  const candidates = [
    candidate(1),
    ...[2, 3, 4, 5].map((pid) => candidate(pid, {refusal: own})),
    candidate(6, {refusal: stopped}),
    candidate(7, {isAlready: true}),
  ];
  expect(eligibilityLines(candidates, 'in')).toEqual([
    '1 of 7 processes can be opted in.',
    '1 is opted in already.',
    `nginx 2, nginx 3, nginx 4 and 1 more cannot: ${own.text}`,
    `nginx 6 cannot: ${stopped.text}`,
  ]);
});

test.each([
  ['possible', 1000, '3.91 MiB'],
  ['counted too often by forked children', 210_000, '78.1 MiB'],
  ['wrapped below zero', 2 ** 64, '78.1 MiB'],
  ['below zero', -5, '78.1 MiB'],
  ['unknown', undefined, '78.1 MiB'],
])('opting out needs at most what the host has merged, where a count is %s', (_, pages, needed) => {
  const model = modelOf({ksm: {pages_shared: 1000, pages_sharing: 19_000}});
  const facts = (pages === undefined ? {} : {mergedPages: pages}) as TargetFacts;
  const candidates = [candidate(1, {facts})];
  const [sentence, ...others] = costSentences(model, candidates, 'out');
  expect(sentence).toContain(`up to ${needed} of memory, 12.0 GiB available`);
  expect(others.join(' ')).not.toContain('more than there is');
  const most = 20_000 * 4096;
  expect(mergedBytesOf(model, candidates).get('lxc:web')).toBe(pages === 1000 ? 1000 * 4096 : most);
});

test('what opting out needs is unknown where neither the process nor the host tells', () => {
  const model = modelOf({ksm: {pages_shared: 1000, ksm_zero_pages: -1}});
  const costsOf = (facts: Partial<TargetFacts>) =>
    costSentences(model, [candidate(1, {facts: facts as TargetFacts})], 'out').join(' ');
  for (const facts of [{}, {mergedPages: 2 ** 64}]) {
    expect(costsOf(facts)).toContain('again: an unknown amount of memory, 12.0 GiB available');
    expect(costsOf(facts)).not.toMatch(/kill|longest/);
  }
  expect(costsOf({mergedPages: 1000})).toContain('up to 3.91 MiB of memory');
});

test('what is different by region is said: how many stops, and what is not offered', () => {
  const model = modelOf({ksm: {run: 1}});
  const sentences = (way: 'prctl' | 'madvise', action: 'in' | 'out') =>
    costSentences(
      model,
      [candidate(1, {way, calls: 30}), candidate(2, {way, calls: 12})],
      action,
    ).join(' ');
  const into = sentences('madvise', 'in');
  expect(into).toMatch(/by itself \(madvise\): 42 stops of less than a millisecond each/);
  expect(into).toMatch(/Memory that they map later is not offered; opting in again adds it\./);
  expect(into).toMatch(/lose it at exec/);
  expect(sentences('madvise', 'out')).toMatch(/Only regions that ksmtop opted in are opted out/);
  expect(sentences('prctl', 'in')).not.toMatch(/madvise|map later/);
  expect(sentences('prctl', 'out')).toMatch(/itself \(madvise\) are opted out, too/);
});

test('a host may tell of any number of processes', () => {
  const facts = {mergedPages: 1} as TargetFacts;
  const possible = Array.from({length: 200_000}, (_, pid) => candidate(pid, {facts}));
  expect(costSentences(modelOf({}), possible, 'out').join(' ')).toContain('the longest about');
  const refused = possible.map((each) => candidate(each.target.pid, {refusal: refusal('own')}));
  expect(eligibilityLines(refused, 'in')[1]).toMatch(
    /^nginx 0, nginx 1, .* and 199997 more cannot/,
  );
});
