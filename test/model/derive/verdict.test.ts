import {describe, expect, test} from 'vitest';
import {advance} from '../../../source/model/advance.js';
import {adviceOf} from '../../../source/model/advice/advice.js';
import {
  containerVerdict,
  dependsOnProcesses,
  hostVerdict,
} from '../../../source/model/derive/verdict.js';
import {verdictTable, verdictThresholds} from '../../../source/model/derive/verdictTable.js';
import type {Model} from '../../../source/model/model.js';
import type {ProcessSample} from '../../../source/model/sample/sample.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

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

/** A process of container `name` that began to offer its memory that long ago. */
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
    ['idle', 'too little offered for a loss', modelOf({...settled, pages_unshared: 16_383})],
    ['starting', 'first scan under way', modelOf({pages_volatile: 100_000})],
    ['starting', 'third scan under way', modelOf({full_scans: 2, pages_unshared: 100_000})],
    ['saving', 'merging in its second scan', modelOf({...merging, full_scans: 1})],
    ['saving', 'settled', modelOf(merging)],
    ['losing', 'nothing alike', modelOf({...settled, pages_unshared: 16_384})],
    ['losing', 'below the metadata', modelOf({...merging, pages_sharing: 100})],
    // 64 MiB for each of 16 % are 1 GiB.
    ['saving', 'worth its CPU', withCpu(merging, 16)],
    ['costly', 'not worth its CPU', withCpu(merging, 17)],
    ['starting', 'CPU, but in its first scans', withCpu({...merging, full_scans: 2}, 90)],
    ['saving', 'little saved for hardly any CPU', withCpu({...settled, pages_sharing: 300}, 6)],
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
        // That it skips pages shows from one sample to the next.
        const later = sampleOf({
          monotonicMs: 101_000,
          ksm: ksmOf({...moved, pages_skipped: skipped}),
          host: {uptimeSeconds},
        });
        expect(hostVerdict(advance(modelOf(moved), later))).toBe(hostVerdict(modelOf(counters)));
      }
    },
  );

  test('is starting in the first scan after a start, whatever full_scans says', () => {
    const at = (seconds: number, run: number, ksm: Counters) =>
      sampleOf({
        monotonicMs: seconds * 1000,
        host: {uptimeSeconds},
        ksm: ksmOf({...settled, pages_skipped: 9e6, ...ksm, run}),
      });
    const stopped = advance(undefined, at(0, 0, {full_scans: 50}));
    const first = advance(stopped, at(1, 1, {full_scans: 50, pages_volatile: 40_000}));
    expect(hostVerdict(first)).toBe('starting');
    const grown = at(2, 1, {full_scans: 50, pages_volatile: 90_000, pages_scanned: 90_000});
    expect(hostVerdict(advance(first, grown))).toBe('starting');
    // ksmtop itself was only just started.
    expect(hostVerdict(advance(undefined, grown))).toBe('starting');
    let model = advance(first, grown);
    for (const scans of [51, 52, 53]) {
      const counters = {full_scans: scans, pages_volatile: 90_000, pages_scanned: 2000 * scans};
      model = advance(model, at(scans, 1, counters));
    }
    expect(hostVerdict(model)).toBe('losing');
  });

  test('holds no loss against KSM that is of new processes', () => {
    const ksm = {...settled, pages_unshared: 40_000};
    // ksmd looks at 1000 pages in 24 ms: three full scans take 2.9 s.
    const old = offering('old', 16_000, 0, 3600);
    expect(hostVerdict(modelOf(ksm, [old, offering('new', 24_000, 0, 2)]))).toBe('starting');
    expect(hostVerdict(modelOf(ksm, [old, offering('new', 24_000, 0, 4)]))).toBe('losing');
    const older = offering('old', 17_000, 0, 3600);
    expect(hostVerdict(modelOf(ksm, [older, offering('new', 23_000, 0, 2)]))).toBe('losing');
  });
});

describe('the processes of a host', () => {
  const old = offering('old', 16_000, 0, 3600);
  const young = offering('new', 24_000, 0, 0);

  test.each([
    ['stopped', {...merging, run: 0}],
    ['merging', merging],
    ['with nothing offered', {}],
    ['with nothing offered any more', settled],
    ['in its first scans', {pages_volatile: 100_000}],
  ])('are nothing to the verdict on one %s', (_, ksm) => {
    const model = modelOf(ksm);
    expect(dependsOnProcesses(model)).toBe(false);
    for (const processes of [[old], [young], [old, young]]) {
      expect(hostVerdict(modelOf(ksm, processes))).toBe(hostVerdict(model));
    }
  });

  test.each([
    ['losing', {...settled, pages_unshared: 40_000}],
    ['hardly used', {...settled, pages_unshared: 16_000}],
  ])('may change it on one %s, if they are young', (_, ksm) => {
    expect(dependsOnProcesses(modelOf(ksm))).toBe(true);
    expect(hostVerdict(modelOf(ksm, [young]))).not.toBe(hostVerdict(modelOf(ksm)));
  });
});

describe('the verdict on a container', () => {
  const offered = {...settled, pages_shared: 100, pages_sharing: 9900, pages_unshared: 90_000};

  test('goes by its own figures', () => {
    const model = modelOf(offered, [
      offering('saves', 20_000, 9_000, 3600),
      offering('loses', 60_000, 500, 3600),
      offering('new', 10_000, 0, 5),
      offering('newest', 0, 0, 1),
      offering('unscannable', 0, 0, 3600),
      offering('small', 10_000, 0, 3600),
      processOf(),
    ]);
    expect(verdictsOf(model)).toMatchObject({
      saves: 'saving',
      loses: 'losing',
      new: 'starting',
      newest: 'starting',
      unscannable: 'idle',
      small: 'idle',
      host: 'idle',
    });
  });

  test('of memory that an old process began to offer is given after three more full scans', () => {
    const late = offering('late', 60_000, 0, 3600);
    const quiet = {...late, ksm: {rmapItems: 0, mergeable: false}};
    let model = modelOf({...settled, run: 0}, [quiet]);
    const judgedAt = (fullScans: number) => {
      const ksm = ksmOf({...offered, full_scans: fullScans});
      const host = {uptimeSeconds: uptimeSeconds + fullScans};
      model = advance(model, sampleOf({ksm, processes: [late], host}));
      const rules = adviceOf(model).map(({rule}) => rule);
      return [verdictsOf(model)['late'], rules.includes('container-losing')];
    };
    const {full_scans: first} = settled;
    expect(judgedAt(first)).toEqual(['starting', false]);
    expect(judgedAt(first + 2)).toEqual(['starting', false]);
    expect(judgedAt(first + 3)).toEqual(['losing', true]);
  });

  test('of memory that was unmerged is given after three more full scans, too', () => {
    const late = offering('late', 60_000, 0, 3600);
    const quiet = {...late, ksm: {rmapItems: 0, mergeable: false}};
    let model = modelOf({...settled, full_scans: 14_102}, [quiet]);
    const judgedAt = (fullScans: number) => {
      const ksm = ksmOf({...offered, full_scans: fullScans});
      model = advance(model, sampleOf({ksm, processes: [late], host: {uptimeSeconds}}));
      return verdictsOf(model)['late'];
    };
    expect([14_102, 0, 2].map(judgedAt)).toEqual(['starting', 'starting', 'starting']);
    expect(judgedAt(3)).toBe('losing');
  });

  test('bears its part of the CPU by what it offers', () => {
    // Half of 16 % each: 8 % of a core asks for 512 MiB.
    const ksm = {...settled, pages_shared: 1000, pages_sharing: 199_000, pages_unshared: 200_000};
    const processes = [
      offering('much', 200_000, 160_000, 3600),
      offering('little', 200_000, 40_000, 3600),
    ];
    expect(verdictsOf(withCpu(ksm, 16, processes))).toEqual({much: 'saving', little: 'costly'});
    expect(verdictsOf(withCpu(ksm, 4, processes))).toEqual({much: 'saving', little: 'saving'});
  });

  test('is off with the host', () => {
    const model = modelOf({...offered, run: 0}, [offering('a', 10_000, 10_000, 1)]);
    expect(verdictsOf(model)).toEqual({a: 'off'});
  });

  test('is none where its processes cannot be read', () => {
    const {ksm: _, ...process} = processOf({readable: false});
    expect(verdictsOf(modelOf(settled, [process]))).toEqual({host: undefined});
    expect(verdictsOf(modelOf(settled, [processOf(), process]))).toEqual({host: undefined});
  });

  test('is absent for unattributed savings', () => {
    expect(verdictsOf(modelOf(offered, []))).toEqual({unattributed: undefined});
  });
});

test('says nothing else than the advice', () => {
  const losing = modelOf({...settled, pages_unshared: 100_000});
  const costly = withCpu(merging, 17);
  const saving = withCpu(merging, 16);
  const rules = (model: Model) => adviceOf(model).map(({rule}) => rule);
  expect(rules(losing)).toContain('host-losing');
  expect(rules(costly)).toContain('poor-yield');
  expect(rules(saving).join()).not.toMatch(/host-losing|poor-yield/);
});

test('every verdict has its figures, which are those of the thresholds', () => {
  const words = ['saving', 'starting', 'idle', 'costly', 'losing', 'off'];
  expect(verdictTable.map(({word}) => word)).toEqual(words);
  const {
    scansToJudge,
    worthyBytesPerCpuPercent,
    noticeableCpuPercent,
    negligibleCpuPercent,
    noticeableLossBytes,
  } = verdictThresholds;
  const when = Object.fromEntries(
    verdictTable.map((definition) => [definition.word, definition.when]),
  );
  expect(when.starting).toContain(`${scansToJudge} full scans`);
  expect(when.costly).toContain(`${worthyBytesPerCpuPercent / 2 ** 20} MiB saved`);
  expect(when.costly).toContain(`above ${noticeableCpuPercent} %`);
  expect(when.saving).toContain(`below ${negligibleCpuPercent} %`);
  expect(when.losing).toContain(`${noticeableLossBytes / 2 ** 20} MiB or more`);
});

describe('a verdict that could go either way', () => {
  /** 300 pages saved: costly from 6 % of a core, saving below 4 %. */
  const little = {...settled, pages_sharing: 300};

  /** The verdicts while ksmd takes these percentages of a core, ten seconds each. */
  function verdictsAt(percents: readonly number[], change: Counters = {}) {
    let cpuTicks = 1000;
    let model: Model | undefined;
    return [0, ...percents].map((percent, index) => {
      cpuTicks += Math.round(10 * percent);
      const ksm = ksmOf({...little, ...(index === percents.length ? change : {})});
      const monotonicMs = 10_000 * index;
      const process = offering('a', 300, 300, 3600);
      model = advance(
        model,
        sampleOf({monotonicMs, ksm, ksmd: {pid: 37, cpuTicks}, processes: [process]}),
      );
      expect(verdictsOf(model).a).toBe(hostVerdict(model));
      return hostVerdict(model);
    });
  }

  test('changes above 6 % and below 4 %, and not in between', () => {
    expect(verdictsAt(Array(30).fill(5.5)).slice(1)).toEqual(Array(30).fill('saving'));
    const fallen = verdictsAt([...Array(12).fill(9), ...Array(30).fill(4.5)]);
    expect(fallen.slice(1)).toEqual(Array(42).fill('costly'));
    expect(verdictsAt([...Array(12).fill(9), ...Array(12).fill(1)]).at(-1)).toBe('saving');
  });

  test('stays for a minute', () => {
    const swinging = Array.from({length: 60}, (_, index) => (index % 2 === 0 ? 30 : 0));
    const verdicts = verdictsAt(swinging).slice(1);
    const changes = verdicts.filter(
      (verdict, index) => index > 0 && verdict !== verdicts[index - 1],
    );
    expect(changes.length).toBeLessThanOrEqual(10);
  });

  test('is in step on the host, on a container that came later, and in the advice', () => {
    let cpuTicks = 1000;
    let model: Model | undefined;
    const seen = new Set<string | undefined>();
    for (let index = 0; index < 80; index++) {
      const percent = Math.floor(index / 8) % 2 === 0 ? 0 : 60;
      cpuTicks += 10 * percent;
      const process = offering('a', 300, 300, 3600);
      model = advance(
        model,
        sampleOf({
          monotonicMs: 10_000 * index,
          ksm: ksmOf(little),
          ksmd: {pid: 37, cpuTicks},
          // Shortly before the verdict on the host changes.
          processes: index < 7 ? [] : [process],
        }),
      );
      const verdict = hostVerdict(model);
      seen.add(verdict);
      if (index >= 7) expect(verdictsOf(model).a).toBe(verdict);
      const isAdvised = adviceOf(model).some(({rule}) => rule === 'poor-yield');
      if (isAdvised) expect(verdict).toBe('costly');
    }
    expect([...seen]).toEqual(['saving', 'costly']);
  });

  test('does not stay where it is clearly another one', () => {
    // 300 pages saved, then 1.5 GiB.
    let model: Model | undefined;
    const words = [0, 10, 20, 30].map((seconds) => {
      const ksm = ksmOf(seconds < 20 ? little : {...merging, pages_sharing: 400_000});
      const ksmd = {pid: 37, cpuTicks: 9 * seconds};
      model = advance(model, sampleOf({monotonicMs: 1000 * seconds, ksm, ksmd}));
      return hostVerdict(model);
    });
    expect(words.slice(1)).toEqual(['costly', 'saving', 'saving']);
  });

  test('is never a loss next to a profit, nor the reverse, and the advice agrees', () => {
    let model: Model | undefined;
    for (let seconds = 0; seconds < 140; seconds += 10) {
      const sharing = Math.floor(seconds / 30) % 2 === 0 ? 100 : 9000;
      const process = offering('a', 100_000 + sharing, sharing, 3600);
      const sample = sampleOf({
        monotonicMs: 1000 * seconds,
        ksm: ksmOf({...settled, pages_sharing: sharing, pages_unshared: 100_000}),
        ksmd: {pid: 37, cpuTicks: 1000 + seconds},
        processes: [process],
      });
      model = advance(model, sample);
      const word = sharing === 100 ? 'losing' : 'saving';
      expect([hostVerdict(model), verdictsOf(model).a]).toEqual([word, word]);
      const rules = adviceOf(model).filter(({rule}) => rule.endsWith('-losing'));
      expect(rules).toHaveLength(word === 'losing' ? 2 : 0);
    }
  });

  test('stays until the CPU with other settings is known', () => {
    expect(verdictsAt([...Array(12).fill(9), 9], {pages_to_scan: 500}).slice(-2)).toEqual([
      'costly',
      'costly',
    ]);
  });

  test('goes in a single sample by the CPU since boot', () => {
    const at = (percent: number) =>
      sampleOf({
        ksm: ksmOf(little),
        host: {uptimeSeconds: 1000},
        ksmd: {pid: 37, cpuTicks: 1000 * percent},
      });
    expect(hostVerdict(advance(undefined, at(9)))).toBe('costly');
    expect(hostVerdict(advance(undefined, at(5)))).toBe('saving');
    // In a container with an uptime of its own.
    expect(hostVerdict(advance(undefined, at(900)))).toBe('saving');
  });

  test('goes at once when ksmd is stopped', () => {
    expect(verdictsAt([9, 9], {run: 0}).at(-1)).toBe('off');
  });
});

test('a host whose offered memory is zero pages alone saves them', () => {
  const zero = {...settled, ksm_zero_pages: 500_000, general_profit: 500_000 * 4096};
  const model = modelOf(zero);
  expect(hostVerdict(model)).toBe('saving');
  expect(adviceOf(model).map(({rule}) => rule)).not.toContain('on-unused');
  const stopped = modelOf({...zero, run: 0});
  expect(adviceOf(stopped).map(({rule}) => rule)).not.toContain('off-unused');
});

test('where zero pages merge uncounted, a loss is no verdict', () => {
  const ksm = {...settled, use_zero_pages: 1, pages_sharing: 1500, pages_unshared: 900_000};
  const host = {kernelRelease: '5.14.0', uptimeSeconds};
  const model = advance(undefined, sampleOf({host, ksm}));
  expect(hostVerdict(model)).toBeUndefined();
  expect(adviceOf(model).map(({rule}) => rule)).not.toContain('host-losing');
  const counted = advance(undefined, sampleOf({host, ksm: {...ksm, use_zero_pages: 0}}));
  expect(hostVerdict(counted)).toBe('losing');
});

test('a host of which run cannot be read is not off', () => {
  const sample = sampleOf({ksm: merging, processes: [offering('web', 1000, 500, 3600)]});
  const {run: _, ...parameters} = sample.ksm?.parameters ?? {};
  const ksm = {counters: sample.ksm?.counters ?? {}, parameters};
  const model = advance(undefined, {...sample, ksm});
  expect(hostVerdict(model)).toBeUndefined();
  expect(verdictsOf(model)).toEqual({web: undefined});
});
