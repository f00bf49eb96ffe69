import {describe, expect, test} from 'vitest';
import {attribute} from '../../../source/model/derive/attribution.js';
import type {ProcessSample, Sample} from '../../../source/model/sample/sample.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

type Counted = {shared: number; sharing: number; zero?: number};

function hostOf(
  {shared, sharing, zero = 0}: Counted,
  processes?: readonly ProcessSample[],
  more: Partial<Sample> = {},
): Sample {
  const {processes: _, ...sample} = sampleOf({
    ksm: {pages_shared: shared, pages_sharing: sharing, ksm_zero_pages: zero},
  });
  return {...sample, ...(processes && {processes}), ...more};
}

const mergingOf = (mergingPages: number, more: Partial<ProcessSample> = {}) =>
  processOf({ksm: {rmapItems: 2 * mergingPages, zeroPages: 0, mergingPages}, ...more});

describe('the share of a merged page', () => {
  test('is what is saved of all that is merged, the kept pages among them', () => {
    // Two processes of 16 384 identical pages each; 128 kept pages, as measured.
    const {savedPerMerged, unattributedPages} = attribute(
      hostOf({shared: 128, sharing: 32_640}, [mergingOf(16_384), mergingOf(16_384)]),
    );
    expect(savedPerMerged).toBeCloseTo(32_640 / 32_768, 10);
    expect(unattributedPages).toBe(0);
  });

  test('of nothing merged is nothing, not a division by zero', () => {
    expect(attribute(hostOf({shared: 0, sharing: 0}, [processOf()]))).toMatchObject({
      savedPerMerged: 0,
      unattributedPages: 0,
    });
  });

  test('is unknown on a kernel without KSM or without its counters', () => {
    const {ksm: _, ...without} = hostOf({shared: 1, sharing: 1}, [mergingOf(2)]);
    expect(attribute(without)).not.toHaveProperty('savedPerMerged');
    expect(attribute({...without, ksm: {counters: {}, parameters: {}}})).not.toHaveProperty(
      'savedPerMerged',
    );
  });

  test('follows the processes while ksmd merges on between the first and the last read', () => {
    const {savedPerMerged = 0, unattributedPages} = attribute(
      hostOf({shared: 100, sharing: 9900}, [mergingOf(4975), mergingOf(4975)]),
    );
    expect(9950 * savedPerMerged).toBeCloseTo(9900, 6);
    expect(unattributedPages).toBe(0);
  });
});

describe('what belongs to no visible process', () => {
  test('is what unreadable processes merge', () => {
    const processes = [mergingOf(5000), processOf({readable: false, ksm: undefined})];
    expect(attribute(hostOf({shared: 1000, sharing: 9000}, processes))).toMatchObject({
      savedPerMerged: 0.9,
      unattributedPages: 4500,
    });
  });

  test('is what remains counted of processes that ended while ksmd was stopped', () => {
    const {unattributedPages} = attribute(hostOf({shared: 1000, sharing: 9000}, [mergingOf(1)]));
    expect(unattributedPages).toBeCloseTo(8999.1, 6);
  });

  test('is everything, on kernels that tell nothing of processes', () => {
    const processes = [processOf({ksm: undefined}), processOf({ksm: undefined})];
    expect(attribute(hostOf({shared: 1000, sharing: 9000}, processes)).unattributedPages).toBe(
      9000,
    );
  });

  test('are zero pages too', () => {
    const processes = [
      mergingOf(1000, {ksm: {mergingPages: 1000, rmapItems: 1000, zeroPages: 300}}),
      processOf({readable: false, ksm: undefined}),
    ];
    const {unattributedPages} = attribute(
      hostOf({shared: 100, sharing: 900, zero: 700}, processes),
    );
    expect(unattributedPages).toBe(400);
  });

  test('is not known yet while processes are being read', () => {
    expect(attribute(hostOf({shared: 10, sharing: 90}))).toMatchObject({unattributedPages: 0});
    expect(
      attribute(hostOf({shared: 10, sharing: 90}, [mergingOf(10)], {processesPending: 5})),
    ).toMatchObject({savedPerMerged: 0.9, unattributedPages: 0});
  });

  test('is nothing while a few pages differ by the time of reading', () => {
    const processes = [mergingOf(4960), mergingOf(4960)];
    const host = hostOf({shared: 100, sharing: 9900, zero: 1000}, [
      ...processes,
      processOf({ksm: {mergingPages: 0, rmapItems: 0, zeroPages: 990}}),
    ]);
    expect(attribute(host).unattributedPages).toBe(0);
  });
});

describe('processes that share one memory', () => {
  const parent = mergingOf(4000, {pid: 10, parentPid: 1, anonBytes: 2 ** 25});
  const child = {...parent, pid: 11, parentPid: 10};
  const host = (processes: readonly ProcessSample[], merged: number) =>
    hostOf({shared: merged / 10, sharing: (merged * 9) / 10}, processes);

  test('after vfork or CLONE_VM: the child borrows', () => {
    const {borrowers, savedPerMerged = 0} = attribute(host([parent, child], 4000));
    expect([...borrowers]).toEqual([child]);
    expect(4000 * savedPerMerged).toBe(3600);
  });

  test('in generations: all but the first borrow', () => {
    const grandchild = {...parent, pid: 12, parentPid: 11};
    expect([...attribute(host([parent, child, grandchild], 4000)).borrowers]).toEqual([
      child,
      grandchild,
    ]);
  });

  test('need the host to have less merged than they claim: else they are twins', () => {
    expect(attribute(host([parent, child], 8000)).borrowers.size).toBe(0);
  });

  test.each([
    ['other merged pages', {ksm: {...parent.ksm, mergingPages: 3999}}],
    ['other rmap items', {ksm: {...parent.ksm, rmapItems: 9000}}],
    ['other zero pages', {ksm: {...parent.ksm, zeroPages: 1}}],
    ['other anonymous memory', {anonBytes: 2 ** 24}],
    ['another parent', {parentPid: 1}],
    ['a parent that is gone', {parentPid: 4711}],
  ])('are not taken for one with %s', (_, difference) => {
    const other = {...child, ...difference};
    expect(attribute(host([parent, other], 4000)).borrowers.size).toBe(0);
  });

  test('are no more than what the host lacks', () => {
    const twins = [
      parent,
      child,
      mergingOf(4000, {pid: 20, parentPid: 1, anonBytes: 2 ** 26}),
      {...mergingOf(4000, {anonBytes: 2 ** 26}), pid: 21, parentPid: 20},
    ];
    expect(attribute(host(twins, 12_000)).borrowers.size).toBe(1);
  });
});
