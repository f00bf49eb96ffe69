import {expect, test} from 'vitest';
import type {OptInTarget, TargetFacts} from '../../../source/model/optIn/optInTarget.js';
import {visibleRefusal} from '../../../source/model/optIn/refusals.js';

const fit: TargetFacts = {
  pid: 100,
  startTicks: 1,
  kernelThread: false,
  state: 'S',
  tracerPid: 0,
  wordBytes: 8,
  mappings: 100,
  writableBytes: 1e9,
  frozen: false,
  mergeAny: false,
  offers: false,
};

test.each<[string | undefined, Partial<TargetFacts>, Partial<OptInTarget>]>([
  [undefined, {}, {}],
  ['kernel-thread', {kernelThread: true}, {}],
  ['init', {pid: 1}, {}],
  ['zombie', {state: 'Z'}, {}],
  ['zombie', {state: 'X'}, {}],
  ['first-thread-ended', {state: 'Z', firstThreadEnded: true}, {}],
  ['gone', {mappings: 0}, {}],
  ['zombie', {state: 'Z', mappings: 0}, {}],
  ['traced', {state: 't', tracerPid: 5}, {}],
  ['traced', {tracerPid: 5}, {}],
  ['stopped', {state: 'T'}, {}],
  ['frozen', {frozen: true}, {}],
  ['thirty-two-bit', {wordBytes: 4}, {}],
  ['offers-itself', {offers: true}, {}],
  [undefined, {offers: true}, {action: 'out'}],
  [undefined, {offers: true, mergeAny: true}, {}],
  ['many-mappings', {mappings: 20_001}, {}],
  [undefined, {mappings: 20_001}, {allowsLong: true}],
  ['much-memory', {writableBytes: 2 ** 40}, {}],
  ['much-memory', {writableBytes: 2 ** 40}, {action: 'out'}],
  [undefined, {writableBytes: 2 ** 40}, {allowsLong: true}],
])('%s', (name, facts, target) => {
  const refusal = visibleRefusal({...fit, ...facts}, {pid: 100, action: 'in', ...target});
  expect(refusal?.name).toBe(name);
});

test('what may not be read may not be stopped either', () => {
  const {mappings: _, ...unreadable} = fit;
  expect(visibleRefusal(unreadable, {pid: 100, action: 'in'})?.name).toBe('not-permitted');
});
