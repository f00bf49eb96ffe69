import {describe, expect, test} from 'vitest';
import {advance, type Model} from '../../source/model/model.js';
import type {ProcessSample} from '../../source/model/sample.js';
import {containerVerdict, hostVerdict} from '../../source/model/verdict.js';
import {verdictTable, verdictThresholds} from '../../source/model/verdictTable.js';
import {processOf, sampleOf} from '../fixtures/sample.js';

type Counters = Partial<Record<string, number>>;

const settled = {full_scans: 50, pages_to_scan: 1000};
/** 1 GiB saved of 2 GiB offered. */
const merging = {...settled, pages_shared: 1000, pages_sharing: 262_144, pages_unshared: 261_144};
const uptimeSeconds = 86_400;

/** With general_profit as the kernel works it out. */
function ksmOf(counters: Counters): Counters {
  const {pages_shared = 0, pages_sharing = 0, pages_unshared = 0, pages_volatile = 0} = counters;
  const items = pages_shared + pages_sharing + pages_unshared + pages_volatile;
  return {general_profit: pages_sharing * 4096 - items * 64, ...counters};
}

function modelOf(counters: Counters, processes: readonly ProcessSample[] = []): Model {
  return advance(undefined, sampleOf({ksm: ksmOf(counters), processes, host: {uptimeSeconds}}));
}

/** The same counters again after 10 s, in which ksmd used so much of a core. */
function withCpu(counters: Counters, cpuPercent: number, processes: readonly ProcessSample[] = []) {
  const later = sampleOf({
    monotonicMs: 110_000,
    ksm: ksmOf(counters),
    ksmd: {pid: 37, cpuTicks: 1000 + 10 * cpuPercent},
    processes,
  });
  return advance(modelOf(counters, processes), later);
}

/** A process of container `name` that began to offer its memory so long ago. */
function offering(name: string, pages: number, merged: number, ageSeconds: number): ProcessSample {
  return processOf({
    container: {kind: 'lxc', id: `lxc:${name}`, name},
    startTicks: (uptimeSeconds - ageSeconds) * 100,
    ksm: {rmapItems: pages, mergingPages: merged, mergeable: true},
  });
}

function verdictsOf(model: Model): Record<string, string | undefined> {
  return Object.fromEntries(
    (model.containers ?? []).map((row) => [row.name, containerVerdict(model, row)]),
  );
}

describe('the verdict on a host', () => {
  test.each([
    ['off', 'no KSM', advance(undefined, sampleOf({ksm: false}))],
    ['off', 'stopped', modelOf({...merging, run: 0})],
    ['off', 'unmerged', modelOf({run: 2})],
    ['idle', 'on, nothing offered', modelOf({})],
    ['idle', 'long settled, next to nothing offered', modelOf({...settled, pages_unshared: 255})],
    ['starting', 'first scan under way', modelOf({pages_volatile: 100_000})],
    ['starting', 'second scan done', modelOf({full_scans: 2, pages_unshared: 100_000})],
    ['saving', 'merging in its second scan', modelOf({...merging, full_scans: 1})],
    ['saving', 'settled', modelOf(merging)],
    ['losing', 'nothing alike', modelOf({...settled, pages_unshared: 100_000})],
    ['losing', 'below the metadata', modelOf({...merging, pages_sharing: 100})],
    ['saving', 'worth its CPU', withCpu(merging, 15)],
    ['wasting', 'not worth its CPU', withCpu(merging, 17)],
    ['starting', 'CPU, but young', withCpu({...merging, full_scans: 2}, 90)],
    ['saving', 'little saved, hardly any CPU', withCpu({...settled, pages_sharing: 300}, 4)],
  ])('is %s: %s', (word, _, model) => {
    expect(hostVerdict(model)).toBe(word);
  });

  test('is none where the kernel does not tell what is saved', () => {
    const sample = sampleOf();
    const model = advance(undefined, {...sample, ksm: {counters: {}, parameters: {run: '1'}}});
    expect(hostVerdict(model)).toBeUndefined();
  });

  test.each([0, 26_000, 130_572, 261_144])(
    'is the same while smart_scan has %d of the unique pages out of the way',
    (skipped) => {
      for (const counters of [merging, {...settled, pages_unshared: 261_144}]) {
        const moved = {
          ...counters,
          pages_unshared: counters.pages_unshared - skipped,
          pages_volatile: skipped,
        };
        expect(hostVerdict(modelOf(moved))).toBe(hostVerdict(modelOf(counters)));
      }
    },
  );

  test('is starting when most of what is offered is new, however long KSM has been on', () => {
    const ksm = {...settled, pages_unshared: 100_000};
    // 100 batches of 24 ms: three full scans take 7.2 s.
    const old = offering('old', 49_000, 0, 3600);
    expect(hostVerdict(modelOf(ksm, [old, offering('new', 51_000, 0, 7)]))).toBe('starting');
    expect(hostVerdict(modelOf(ksm, [old, offering('new', 51_000, 0, 8)]))).toBe('losing');
    expect(hostVerdict(modelOf(ksm, [old, offering('new', 48_000, 0, 7)]))).toBe('losing');
  });

  test('is idle as long as what was offered is not tracked yet, and starting before that', () => {
    expect(hostVerdict(modelOf(settled, [offering('a', 0, 0, 3600)]))).toBe('idle');
    expect(hostVerdict(modelOf({full_scans: 0}, [offering('a', 0, 0, 1)]))).toBe('starting');
  });
});

describe('the verdict on a container', () => {
  const offered = {...settled, pages_shared: 100, pages_sharing: 9900, pages_unshared: 90_000};

  test('goes by its own figures', () => {
    const model = modelOf(offered, [
      offering('saves', 20_000, 9_000, 3600),
      offering('loses', 70_000, 500, 3600),
      offering('new', 10_000, 0, 5),
      offering('small', 200, 0, 3600),
      processOf(),
    ]);
    expect(verdictsOf(model)).toEqual({
      saves: 'saving',
      loses: 'losing',
      new: 'starting',
      small: 'idle',
      host: 'idle',
    });
  });

  test('bears its part of the CPU by what it offers', () => {
    // Half of 16 % each: 8 % asks for 512 MiB.
    const ksm = {...settled, pages_shared: 1000, pages_sharing: 199_000, pages_unshared: 200_000};
    const processes = [
      offering('much', 200_000, 160_000, 3600),
      offering('little', 200_000, 40_000, 3600),
    ];
    expect(verdictsOf(withCpu(ksm, 16, processes))).toEqual({much: 'saving', little: 'wasting'});
    expect(verdictsOf(withCpu(ksm, 4, processes))).toEqual({much: 'saving', little: 'saving'});
  });

  test('is off with the host', () => {
    const model = modelOf({...offered, run: 0}, [offering('a', 1, 10_000, 1)]);
    expect(verdictsOf(model)).toEqual({a: 'off'});
  });

  test('is none where its processes cannot be read', () => {
    const {ksm: _, ...process} = processOf({readable: false});
    expect(verdictsOf(modelOf(offered, [process]))).toEqual({host: undefined});
    expect(verdictsOf(modelOf({...settled}, [processOf(), process]))).toEqual({host: undefined});
  });

  test('is none for what is saved for nobody', () => {
    expect(verdictsOf(modelOf(offered, []))).toEqual({unattributed: undefined});
  });
});

test('every verdict is explained, and the thresholds stand in the explanations', () => {
  const text = verdictTable.map(({when}) => when).join('\n');
  expect(text).toContain(`${verdictThresholds.scansToJudge} full scans`);
  expect(text).toContain(`${verdictThresholds.worthyBytesPerCpuPercent / 2 ** 20} MiB saved`);
  expect(text).toContain(`ksmd below ${verdictThresholds.noticeableCpuPercent} %`);
  expect(text).toContain(`${verdictThresholds.noticeableBytes / 2 ** 20} MiB offered`);
});
