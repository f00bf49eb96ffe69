import {describe, expect, test} from 'vitest';
import {type Offer, wayOfKernel, ways} from '../../../source/host/optIn/ways.js';
import type {SystemCalls} from '../../../source/host/systemCalls/systemCalls.js';
import {
  type AddressRange,
  parseRange,
} from '../../../source/kernel/process/memory/addressRanges.js';
import type {OfferedRegion} from '../../../source/kernel/process/memory/offeredRegions.js';
import type {TargetFacts} from '../../../source/model/optIn/optInTarget.js';
import {visibleRefusal} from '../../../source/model/optIn/refusals.js';

const facts = {pid: 7, mappings: 100, mergeAny: false, offers: true} as TargetFacts;
const rangeOf = (text: string) => parseRange(text) as AddressRange;
const region = (text: string, of: Partial<OfferedRegion> = {}): OfferedRegion => ({
  ...rangeOf(text),
  isOffered: false,
  isOfferable: true,
  isStack: false,
  sharedBytes: 0,
  ...of,
});
const offered = {isOffered: true, isOfferable: false, sharedBytes: 8192};
const offerOf = (regions: readonly OfferedRegion[] | undefined, ...known: string[]): Offer => ({
  facts,
  readKnown: () => known.map(rangeOf),
  readRegions: () => regions,
});

test('the kernel is asked which way it has, by a question that changes nothing', () => {
  const kernel = (answer: number): SystemCalls => ({
    call: (name, what) => (name === 'prctl' && what === 68 ? answer : -1),
    addressOf: () => 0n,
  });
  expect(wayOfKernel(kernel(0))).toBe('prctl');
  expect(wayOfKernel(kernel(1))).toBe('prctl');
  expect(wayOfKernel(kernel(-22))).toBe('madvise');
});

test('by prctl it is one call, or none', () => {
  const plan = (mergeAny: boolean, action: 'in' | 'out') =>
    ways.prctl.plan(action, {
      ...offerOf([]),
      facts: {...facts, mergeAny},
    });
  expect(plan(false, 'in').calls).toMatchObject([{number: 157, values: [67n, 1n, 0n]}]);
  expect(plan(true, 'in').calls).toEqual([]);
  expect(plan(true, 'out').calls).toMatchObject([{number: 157, values: [67n, 0n, 0n]}]);
  expect(plan(false, 'out').calls).toEqual([]);
});

test.each([
  ['nothing', [region('1000-2000')], 1, 0, undefined],
  ['everything', [region('1000-2000', offered)], 0, 1, undefined],
  [
    'everything but the stack',
    [region('1000-2000', offered), region('5000-6000', {isStack: true})],
    0,
    1,
    undefined,
  ],
  ['a part', [region('1000-2000', offered), region('5000-6000')], 1, 1, 'offers-itself'],
])('before 6.14 the regions tell what is offered: %s', (_, regions, callsIn, callsOut, refused) => {
  const {mergeAny, ...untold} = {...facts, kernelThread: false, state: 'S', tracerPid: 0};
  expect(mergeAny).toBe(false);
  const offer = {...offerOf(regions), facts: untold};
  const into = ways.prctl.plan('in', offer);
  expect(into.calls).toHaveLength(callsIn);
  expect(visibleRefusal(into.facts, {pid: 7, action: 'in'})?.name).toBe(refused);
  expect(ways.prctl.plan('out', offer).calls).toHaveLength(callsOut);
});

describe('by madvise', () => {
  const {plan, verify} = ways.madvise;

  test('it is one call for each part of memory that can be offered', () => {
    const regions = [
      region('1000-2000'),
      region('2000-3000'),
      region('4000-5000', {isOfferable: false}),
      region('6000-8000'),
    ];
    const {calls, facts: found} = plan('in', offerOf(regions));
    expect(calls).toMatchObject([
      {number: 28, values: [0x1000n, 0x2000n, 12n]},
      {number: 28, values: [0x6000n, 0x2000n, 12n]},
    ]);
    expect(found.offers).toBe(false);
  });

  test('what it offers itself is told from what ksmtop had it offer', () => {
    const regions = [region('1000-3000', offered), region('6000-8000')];
    expect(plan('in', offerOf(regions)).facts.offers).toBe(true);
    expect(plan('in', offerOf(regions, '1000-3000')).facts.offers).toBe(false);
    expect(plan('in', offerOf(regions, '1000-2000')).facts.offers).toBe(true);
  });

  test('nothing is left to offer, or to take back', () => {
    expect(plan('in', offerOf([region('1000-2000', offered)], '1000-2000')).calls).toEqual([]);
    expect(plan('out', offerOf([region('1000-2000')])).calls).toEqual([]);
    expect(plan('out', offerOf([region('1000-2000')], '1000-2000')).calls).toEqual([]);
  });

  test('what ksmtop did not have it offer, or did not note, is not taken back', () => {
    expect(plan('out', offerOf([region('1000-2000', offered)], '5000-6000'))).toMatchObject({
      calls: [],
      refusal: {name: 'not-ours'},
    });
  });

  test('back is taken what ksmtop had it offer and is still offered, however it was split', () => {
    const regions = [
      region('1000-2000', offered),
      region('3000-4000'),
      region('5000-9000', offered),
      region('a000-b000', offered),
    ];
    const {calls, facts: found} = plan('out', offerOf(regions, '1000-4000', '6000-8000'));
    expect(calls.map(({values}) => values)).toEqual([
      [0x1000n, 0x1000n, 13n],
      [0x6000n, 0x2000n, 13n],
    ]);
    // Of all that is offered: at most this much is copied.
    expect(found.mergedPages).toBe(6);
  });

  test('without its regions nothing is done', () => {
    expect(plan('in', offerOf(undefined))).toMatchObject({
      calls: [],
      refusal: {name: 'unreadable'},
    });
  });

  test('what became of it is read, whatever the kernel answered', () => {
    const of = {calls: [], facts, ranges: [rangeOf('1000-3000')]};
    const part = offerOf([region('1000-2000', offered), region('2000-3000')]);
    const none = offerOf([region('1000-3000')]);
    expect(verify('in', of, part)).toBeUndefined();
    expect(verify('in', of, none)?.name).toBe('nothing-offered');
    expect(verify('out', of, part)?.name).toBe('kernel-refuses');
    expect(verify('out', of, none)).toBeUndefined();
  });
});
