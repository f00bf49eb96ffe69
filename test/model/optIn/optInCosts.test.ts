import {expect, test} from 'vitest';
import {type Candidate, eligibilityLines} from '../../../source/model/optIn/optInCosts.js';
import {refusal} from '../../../source/model/optIn/refusals.js';

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
