import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import type {Reader, ReadRequest} from '../../../source/host/io/reader.js';
import {createLocalReader, type LocalReader} from '../../../source/host/local/localReader.js';
import {createSampler, type Sampler} from '../../../source/host/sampling/sampler.js';
import type {Sample} from '../../../source/model/sample/sample.js';
import {kernel6_18} from '../../fixtures/kernels/kernel-6.18.js';
import {kernelTree} from '../../fixtures/kernels/kernelTree.js';
import {type ProcessDescription, processFiles} from '../../fixtures/process.js';
import {type WrittenTree, writeTree} from '../../fixtures/tree.js';
import {isWhole, processOf} from '../../support/hosts/describedHost.js';
import {until} from '../../support/until.js';

const processes: readonly ProcessDescription[] = [
  {pid: 37, command: 'ksmd', kernelThread: true, cpuTicks: 5, container: 'host'},
  ...[501, 502, 503].map((pid) => ({
    pid,
    command: 'nginx',
    ksm: pid === 503 ? {rmapItems: 9, mergeable: true} : {},
    container: 'host',
  })),
];

const kernel = {...kernel6_18, memory: {}, ksm: {run: 1}};

let tree: WrittenTree;
let local: LocalReader;

beforeEach(() => {
  vi.useFakeTimers({toFake: ['performance']});
  tree = writeTree(kernelTree({...kernel, processes}).files);
  local = createLocalReader();
});

afterEach(() => {
  vi.useRealTimers();
  local.close();
  tree[Symbol.dispose]();
});

/** A reader that records its requests; they can be answered differently, or cause something. */
function watched({
  listed = () => {},
  refuse = () => undefined,
}: {
  listed?: (path: string) => void;
  refuse?: (request: ReadRequest) => string | undefined;
}) {
  const asked: string[] = [];
  const forgotten: string[] = [];
  let reading = 0;
  const short = (path: string) => path.replace(`${tree.procfs}/`, '');
  const reader: Reader = {
    ...local,
    forget(path) {
      forgotten.push(short(path));
      local.forget(path);
    },
    async list(path) {
      const names = await local.list(path);
      listed(path);
      return names;
    },
    read(requests) {
      reading++;
      const read = local.read(
        requests.map((request) => {
          asked.push(short(request.path));
          const errno = refuse(request);
          if (errno === undefined) return request;
          return {...request, take: () => request.fail?.(errno)};
        }),
      );
      return read.finally(() => reading--);
    },
  };
  /** No read is under way, nor does one begin in the next turn of the event loop. */
  async function isQuiet(): Promise<boolean> {
    if (reading === 0) await new Promise(setImmediate);
    return reading === 0;
  }
  return {
    asked,
    forgotten,
    isQuiet,
    sampler: createSampler(reader, tree, {hostRoot: tree.directory}),
  };
}

/** Adds this many processes to the tree. */
function addProcesses(count: number): void {
  for (let pid = 1000; pid < 1000 + count; pid++) {
    tree.update(processFiles({pid, command: 'nginx', container: 'host'}, kernel));
  }
}

function wholeSample(sampler: Sampler): Promise<Sample> {
  return until('every process read', async () => {
    const sample = await sampler.sample();
    return isWhole(sample) && sample;
  });
}

test('the first sample has the host and its KSM at once, and counts the processes', async () => {
  const {sampler} = watched({});
  const sample = await sampler.sample();
  expect(sample.processes).toBeUndefined();
  expect(sample.processesPending).toBe(3);
  expect(sample).toMatchObject({ksm: {parameters: {run: '1'}}, ksmd: {pid: 37, cpuTicks: 5}});
});

test('the first sample of a host with thousands of processes does not wait for them', async () => {
  addProcesses(130);
  const {asked, sampler} = watched({});
  const sample = await sampler.sample();
  expect(sample.ksmd?.pid).toBe(37);
  expect(sample.processesPending).toBeGreaterThan(120);
  expect(asked.filter((path) => path.endsWith('/stat')).length).toBeLessThan(100);
  expect((await wholeSample(sampler)).processes).toHaveLength(133);
});

test('the first sample does not wait for the names of users, the second has them', async () => {
  tree.update({'etc/passwd': 'web:x:1000:1000::/:/bin/sh\n'});
  const {asked, sampler} = watched({});
  expect((await sampler.sample()).host.userNames).toBeUndefined();
  expect(asked).not.toContain('/etc/passwd');
  expect((await sampler.sample()).host.userNames).toEqual({1000: 'web'});
  await sampler.sample();
  expect(asked.filter((path) => path === '/etc/passwd')).toHaveLength(1);
});

test('two calls while a sample is being taken get the same one', async () => {
  const {sampler} = watched({});
  const [first, second] = await Promise.all([sampler.sample(), sampler.sample()]);
  expect(second).toBe(first);
  expect(await sampler.sample()).not.toBe(first);
});

test('a closed host rejects samples, and reads nothing more', async () => {
  addProcesses(130);
  const {asked, isQuiet, sampler} = watched({});
  await sampler.sample();
  sampler.stop();
  await expect(sampler.sample()).rejects.toThrow('closed');
  await until('the end of all reads', isQuiet);
  // What had begun was ended; no more than one portion of the rest.
  expect(asked.filter((path) => path.endsWith('/maps')).length).toBeLessThanOrEqual(64);
});

test('a process that ends between the listing and the reading is left out', async () => {
  const {sampler} = watched({
    listed: (path) => path === tree.procfs && tree.remove('proc/502'),
  });
  await sampler.sample();
  const sample = await wholeSample(sampler);
  expect(sample.processes?.map(({pid}) => pid)).toEqual([501, 503]);
});

test('a process that ends while it is being read is left out, or shown as far as it was read', async () => {
  for (const file of ['status', 'cgroup', 'ksm_stat', 'maps', 'statm']) {
    const {sampler} = watched({
      refuse: ({path}) => (path.endsWith(`/501/${file}`) ? 'ESRCH' : undefined),
    });
    const sample = await wholeSample(sampler);
    expect(processOf(sample, 501), file).toMatchObject({command: 'nginx', readable: true});
    expect(processOf(sample, 502), file).toMatchObject({readable: true, userId: 0});
  }
});

test.each(['EACCES', 'EPERM', 'EIO'])(
  'what %s keeps from us is unknown, and never zero',
  async (errno) => {
    const {sampler} = watched({
      refuse: ({path}) => (/\/501\/(?:ksm_stat|maps|environ|ns)/.test(path) ? errno : undefined),
    });
    const refused = processOf(await wholeSample(sampler), 501);
    expect(refused).toMatchObject({
      readable: false,
      preload: {},
      userId: 0,
      container: {id: 'host'},
    });
    expect(refused.ksm).toBeUndefined();
  },
);

test.each(['ksm_stat', 'maps'])(
  '%s alone refused is enough to be called unreadable',
  async (file) => {
    const {sampler} = watched({
      refuse: ({path}) => (path.endsWith(`/501/${file}`) ? 'EACCES' : undefined),
    });
    const sample = await wholeSample(sampler);
    expect(processOf(sample, 501).readable).toBe(false);
    expect(processOf(sample, 502).readable).toBe(true);
  },
);

test('a refused file is retried rarely, and found readable then', async () => {
  let refused = true;
  const {asked, sampler} = watched({
    refuse: ({path}) => (refused && path.endsWith('/501/ksm_stat') ? 'EACCES' : undefined),
  });
  await wholeSample(sampler);
  asked.length = 0;
  for (let turn = 0; turn < 16; turn++) {
    vi.advanceTimersByTime(9000);
    await sampler.sample();
  }
  const count = (path: string) => asked.filter((name) => name === path).length;
  expect([count('501/ksm_stat'), count('502/ksm_stat')]).toEqual([2, 16]);
  refused = false;
  for (let turn = 0; turn < 8; turn++) {
    vi.advanceTimersByTime(9000);
    await sampler.sample();
  }
  expect(processOf(await sampler.sample(), 501).readable).toBe(true);
});

test('a tick reads only the processes that are due', async () => {
  const {asked, sampler} = watched({});
  await until('the containers looked at, too', async () => {
    const sample = await sampler.sample();
    return isWhole(sample) && !sample.containersPending;
  });
  asked.length = 0;
  await sampler.sample();
  const pids = asked.filter((path) => /^\d+\//.test(path)).sort();
  // No time has passed: none is due but ksmd and the one that offers memory.
  expect(pids).toEqual(['37/stat', '503/ksm_stat']);
  vi.advanceTimersByTime(9000);
  asked.length = 0;
  await sampler.sample();
  expect(asked.filter((path) => path.endsWith('/ksm_stat')).sort()).toEqual([
    '501/ksm_stat',
    '502/ksm_stat',
    '503/ksm_stat',
  ]);
});

test('the files of a process that stops offering memory are closed', async () => {
  const {forgotten, sampler} = watched({});
  await wholeSample(sampler);
  tree.update({'proc/503/ksm_stat': 'ksm_rmap_items 0\nksm_mergeable: no\n'});
  await sampler.sample();
  expect(forgotten).toEqual(['503/ksm_stat']);
});

test('before 6.14 ksm_stat never waits; since then it is read where it cannot block', async () => {
  const waits = new Map<string, boolean>();
  for (const release of ['6.12.1', '6.18.44']) {
    tree[Symbol.dispose]();
    tree = writeTree(kernelTree({...kernel, release, processes}).files);
    const {sampler} = watched({
      refuse({path, waitsFor}) {
        if (path.endsWith('/501/ksm_stat')) waits.set(release, waitsFor !== undefined);
        return undefined;
      },
    });
    await wholeSample(sampler);
    vi.advanceTimersByTime(9000);
    await sampler.sample();
  }
  expect(Object.fromEntries(waits)).toEqual({'6.12.1': false, '6.18.44': true});
});

test('the files of KSM are listed once, and again when they are gone', async () => {
  let listings = 0;
  const {sampler} = watched({
    listed(path) {
      if (path.endsWith('/ksm')) listings++;
    },
  });
  for (let tick = 0; tick < 3; tick++) {
    expect((await sampler.sample()).ksm?.parameters.run).toBe('1');
  }
  expect(listings).toBe(1);
  tree.remove('sys/kernel/mm/ksm');
  expect(await sampler.sample()).not.toHaveProperty('ksm');
  tree.update({'sys/kernel/mm/ksm/run': '2\n'});
  expect((await sampler.sample()).ksm).toEqual({counters: {}, parameters: {run: '2'}});
});

test.each([
  {where: 'the machine itself', namespace: 4_026_531_836, whileMs: 30_000},
  {where: 'a container', namespace: 4_026_532_999, whileMs: 2500},
])(
  'in $where processes are listed anew when one has come or gone, and else every $whileMs ms',
  async ({namespace, whileMs}) => {
    tree.remove('proc/self/ns/pid');
    tree.update({'proc/self/ns/pid': {link: `pid:[${namespace}]`}});
    let listings = 0;
    const {sampler} = watched({
      listed(path) {
        if (path === tree.procfs) listings++;
      },
    });
    const census = (text: string) => tree.update({'proc/loadavg': `0.00 0.01 0.05 1/${text}\n`});
    const pids = async () => {
      listings = 0;
      const {processes} = await sampler.sample();
      return [listings, processes?.map(({pid}) => pid)];
    };
    census('300 503');
    await wholeSample(sampler);
    expect(await pids()).toEqual([0, [501, 502, 503]]);
    tree.remove('proc/502');
    census('299 503');
    expect(await pids()).toEqual([1, [501, 503]]);
    tree.remove('proc/501');
    expect(await pids()).toEqual([0, [501, 503]]);
    vi.advanceTimersByTime(whileMs - 1);
    expect(await pids()).toEqual([0, [501, 503]]);
    vi.advanceTimersByTime(1);
    expect(await pids()).toEqual([1, [503]]);
    tree.update(processFiles({pid: 504, command: 'nginx', container: 'host'}, kernel));
    census('300 504');
    expect((await pids())[0]).toBe(1);
  },
);

test('a procfs that is gone is reported in a sentence', async () => {
  const {sampler} = watched({});
  await sampler.sample();
  tree.remove('proc');
  await expect(sampler.sample()).rejects.toThrow(
    `${tree.procfs} cannot be listed any more: ENOENT.`,
  );
});

test('ksmd is found again when it has another pid', async () => {
  const {sampler} = watched({});
  expect((await wholeSample(sampler)).ksmd?.pid).toBe(37);
  tree.remove('proc/37');
  tree.update(
    processFiles({pid: 38, command: 'ksmd', kernelThread: true, container: 'host'}, kernel),
  );
  await sampler.sample();
  expect((await sampler.sample()).ksmd?.pid).toBe(38);
});

test('a sample of the host alone reads no process but ksmd', async () => {
  const {asked, sampler} = watched({});
  const whole = await wholeSample(sampler);
  asked.length = 0;
  const sample = await sampler.sample('host');
  expect(sample).toMatchObject({host: whole.host, ksm: whole.ksm});
  expect(sample).not.toHaveProperty('processes');
  expect(sample.ksmd).toEqual({pid: 37, cpuTicks: 5});
  expect(asked.filter((path) => /^\d+\//.test(path))).toEqual(['37/stat']);
});

test('after samples of the host alone, its processes are read when they are asked for', async () => {
  const {asked, sampler} = watched({});
  expect((await sampler.sample('host')).ksmd?.pid).toBe(37);
  await sampler.sample('host');
  expect(asked.filter((path) => path.endsWith('/ksm_stat'))).toEqual([]);
  expect((await wholeSample(sampler)).processes).toHaveLength(3);
});

test('a whole sample has processes, even while one of the host alone is being taken', async () => {
  const {sampler} = watched({});
  await wholeSample(sampler);
  const [alone, whole, again, any] = await Promise.all([
    sampler.sample('host'),
    sampler.sample('whole'),
    sampler.sample('whole'),
    sampler.sample('host'),
  ]);
  expect(alone.processes).toBeUndefined();
  expect(whole.processes).toHaveLength(3);
  expect([again, any]).toEqual([whole, whole]);
});

test('after a sample that fails, the next one is taken', async () => {
  let fails = true;
  const {sampler} = watched({
    listed(path) {
      if (fails && path === tree.procfs) throw new Error('the connection ended');
    },
  });
  const ends = await Promise.allSettled([sampler.sample('whole'), sampler.sample('whole')]);
  expect(ends.map(({status}) => status)).toEqual(['rejected', 'rejected']);
  fails = false;
  expect((await wholeSample(sampler)).processes).toHaveLength(3);
});
