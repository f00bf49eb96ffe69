import {describe, expect, test} from 'vitest';
import type {CounterName} from '../../../../source/kernel/ksm/counters.js';
import {followScans, type Scans} from '../../../../source/model/derive/ksmd/scans.js';
import type {Sample} from '../../../../source/model/sample/sample.js';
import type {Values} from '../../../../source/model/tuning/checkValue.js';
import {ksmSampleOf} from '../../../fixtures/ksmSample.js';
import {processOf} from '../../../fixtures/sample.js';

type At = {
  seconds: number;
  counters?: Partial<Record<CounterName, number>>;
  parameters?: Values;
};

const running: Values = {run: '1', pages_to_scan: '1000', sleep_millisecs: '20'};

const at = ({seconds, counters = {}, parameters = {}}: At): Sample =>
  ksmSampleOf({seconds, counters, parameters: {...running, ...parameters}});

function follow(samples: readonly Sample[]): Scans {
  let previous: {sample: Sample; scans: Scans} | undefined;
  for (const sample of samples) previous = {sample, scans: followScans(previous, sample)};
  return previous?.scans ?? followScans(undefined, at({seconds: 0}));
}

/** Samples a second apart, with these numbers of full scans. */
const counted = (fullScans: readonly number[], parameters: Values = {}, from = 0) =>
  fullScans.map((full_scans, second) =>
    at({seconds: from + second, counters: {full_scans}, parameters}),
  );

describe('the time of a full scan', () => {
  test('is unknown until the ends of two were seen', () => {
    expect(follow(counted([7, 7, 7]))).not.toHaveProperty('fullScanSeconds');
    expect(follow(counted([7, 7, 8, 8, 8]))).not.toHaveProperty('fullScanSeconds');
  });

  test('lies between two ends', () => {
    expect(follow(counted([7, 8, 8, 8, 9, 9])).fullScanSeconds).toBe(3);
  });

  test('is shared by the scans that ended between two looks', () => {
    expect(follow(counted([7, 8, 13])).fullScanSeconds).toBe(0.2);
  });

  test('is the mean over long and short scans, as smart_scan makes them', () => {
    const ends: number[] = [];
    for (let scan = 10, second = 0; scan < 40; scan++) {
      for (const end = second + (scan % 2 === 0 ? 6 : 2); second < end; second++) ends.push(scan);
    }
    expect(follow(counted(ends)).fullScanSeconds).toBeCloseTo(4, 0);
  });

  test('forgets what is long ago', () => {
    const slow = Array.from({length: 40}, (_, second) => Math.floor(second / 10));
    const quick = Array.from({length: 20}, (_, second) => 4 + second);
    expect(follow(counted([...slow, ...quick])).fullScanSeconds).toBe(1);
  });

  test.each([
    ['pages_to_scan', {pages_to_scan: '2000'}],
    ['sleep_millisecs', {sleep_millisecs: '10'}],
    ['advisor_mode', {advisor_mode: 'scan-time'}],
  ] as const)('restarts when %s changes', (_, change) => {
    const before = counted([7, 8, 8, 9]);
    const changed = [...before, ...counted([9, 9, 10], change, 4)];
    expect(follow(before).fullScanSeconds).toBe(2);
    expect(follow(changed)).not.toHaveProperty('fullScanSeconds');
    expect(follow([...changed, ...counted([10, 11], change, 7)]).fullScanSeconds).toBe(2);
  });

  test('stays while the kernel advisor moves pages_to_scan', () => {
    const samples = [7, 8, 9, 10].map((full_scans, second) =>
      at({
        seconds: second * 2,
        counters: {full_scans},
        parameters: {advisor_mode: 'scan-time', pages_to_scan: String(500 + second)},
      }),
    );
    expect(follow(samples).fullScanSeconds).toBe(2);
  });

  test('restarts after a stop, however long it lasted', () => {
    const stopped = [
      ...counted([7, 8, 9]),
      ...counted([9], {run: '0'}, 3),
      ...counted([9, 10], {}, 600),
    ];
    expect(follow(stopped)).not.toHaveProperty('fullScanSeconds');
    expect(follow([...stopped, ...counted([11], {}, 602)]).fullScanSeconds).toBe(1);
  });

  test('survives full_scans going back to 0', () => {
    const reset = counted([7, 8, 9, 0, 1]);
    expect(follow(reset)).not.toHaveProperty('fullScanSeconds');
    expect(follow([...reset, ...counted([1, 2], {}, 5)]).fullScanSeconds).toBe(2);
  });

  test('is unknown on a kernel that does not count scans', () => {
    expect(follow([at({seconds: 0}), at({seconds: 1})])).toMatchObject({
      marks: [],
      firstScan: false,
    });
  });
});

describe('the progress of a scan', () => {
  const items = {
    pages_shared: 100,
    pages_sharing: 400,
    pages_unshared: 400,
    pages_volatile: 100,
  };
  const scanned = (seconds: number, full_scans: number, pages_scanned: number, more = {}) =>
    at({seconds, counters: {...items, full_scans, pages_scanned, ...more}});

  test('is unknown until the end of one was seen', () => {
    expect(follow([scanned(0, 7, 5000), scanned(1, 7, 5600)])).not.toHaveProperty('progress');
  });

  test('counts the pages since then', () => {
    const samples = [scanned(0, 7, 5000), scanned(1, 8, 6000), scanned(2, 8, 6250)];
    expect(follow(samples).progress).toBe(0.25);
    expect(follow([...samples, scanned(3, 8, 6700)]).progress).toBeCloseTo(0.7);
  });

  test('counts the pages that smart_scan skips', () => {
    const samples = [
      scanned(0, 7, 5000, {pages_skipped: 100}),
      scanned(1, 8, 6000, {pages_skipped: 200}),
      scanned(2, 8, 6250, {pages_skipped: 450}),
    ];
    expect(follow(samples).progress).toBe(0.5);
  });

  test('is no more than whole, and unknown when it does not add up', () => {
    const samples = [scanned(0, 7, 5000), scanned(1, 8, 6000)];
    expect(follow([...samples, scanned(2, 8, 7040)]).progress).toBe(1);
    expect(follow([...samples, scanned(2, 8, 9000)])).not.toHaveProperty('progress');
  });

  test('is unknown while ksmd is stopped, and where pages are not counted', () => {
    const stopped = at({seconds: 2, counters: {...items, full_scans: 8}, parameters: {run: '0'}});
    expect(follow([scanned(0, 7, 5000), scanned(1, 8, 6000), stopped])).not.toHaveProperty(
      'progress',
    );
    const uncounted = [7, 8, 8].map((full_scans, second) =>
      at({seconds: second, counters: {...items, full_scans}}),
    );
    expect(follow(uncounted)).not.toHaveProperty('progress');
  });

  test('is unknown where a count is', () => {
    const {pages_unshared: _, ...known} = items;
    const samples = [5000, 6000, 6250].map((pages_scanned, second) =>
      at({seconds: second, counters: {...known, full_scans: second ? 8 : 7, pages_scanned}}),
    );
    expect(follow(samples)).not.toHaveProperty('progress');
  });

  test('is unknown while nothing is offered', () => {
    const empty = [7, 8, 8].map((full_scans, second) =>
      at({seconds: second, counters: {pages_sharing: 0, full_scans, pages_scanned: 50}}),
    );
    expect(follow(empty)).not.toHaveProperty('progress');
  });
});

describe('the first scan', () => {
  const offering = processOf({
    ksm: {rmapItems: 100, mergeable: true},
    anonBytes: 1000 * 4096,
  });
  const first = (seconds: number, pages_scanned: number, parameters: Values = {}) => ({
    ...at({
      seconds,
      counters: {full_scans: 0, pages_scanned, pages_volatile: pages_scanned % 1000},
      parameters,
    }),
    processes: [offering, processOf()],
  });

  test('is reported while ksmd runs', () => {
    expect(follow([first(0, 10)]).firstScan).toBe(true);
    expect(follow([first(0, 10, {run: '0'})]).firstScan).toBe(false);
    expect(follow(counted([1])).firstScan).toBe(false);
  });

  test('is as long as the memory of those who offer some', () => {
    expect(follow([first(0, 100), first(1, 300)]).progress).toBe(0.3);
  });

  test('has no known length until the processes were read', () => {
    const {processes: _, ...unread} = first(0, 300);
    expect(follow([unread])).not.toHaveProperty('progress');
    expect(follow([{...first(0, 300), processesPending: 4}])).not.toHaveProperty('progress');
  });

  test('has no known length on kernels that do not tell who offers memory', () => {
    const older = {...first(0, 300), processes: [processOf({ksm: {rmapItems: 300}})]};
    expect(follow([older])).not.toHaveProperty('progress');
  });

  test('after an unmerge begins at the counters of that moment', () => {
    const unmerged = [
      at({seconds: 0, counters: {full_scans: 9, pages_scanned: 700}}),
      {...first(1, 700, {run: '2'})},
      {...first(2, 700)},
    ];
    expect(follow(unmerged).progress).toBe(0);
    expect(follow([...unmerged, first(3, 950)]).progress).toBe(0.25);
    const seenStopped = [first(0, 700, {run: '2'}), first(1, 950)];
    expect(follow(seenStopped).progress).toBe(0.25);
  });
});
