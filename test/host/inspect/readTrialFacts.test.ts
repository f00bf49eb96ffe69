import {expect, test} from 'vitest';
import {readTrialFacts} from '../../../source/host/inspect/readTrialFacts.js';
import {createTreeReader} from '../../fixtures/treeReader.js';

const mounts = {procfs: '/proc', sysfs: '/sys'};
const unified = 'sys/fs/cgroup/system.slice/web.service';
const tree = {
  'proc/self/mountinfo': '30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
  'proc/vmstat': 'thp_split_page 77\nthp_split_page_failed 1\n',
  [`${unified}/memory.stat`]: 'anon 1\npgfault 5000\npgmajfault 40\n',
  [`${unified}/memory.pressure`]:
    'some avg10=0.00 avg60=0.00 avg300=0.00 total=123456\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=99\n',
  [`${unified}/cgroup.events`]: 'populated 1\nfrozen 0\n',
  'proc/pressure/memory':
    'some avg10=0.00 avg60=0.00 avg300=0.00 total=234567\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=9\n',
  'proc/101/smaps_rollup': 'Rss:  100 kB\nAnonHugePages:      4096 kB\n',
  'proc/102/smaps_rollup': 'Rss:  100 kB\nAnonHugePages:      2048 kB\n',
};
const cgroup = {hierarchy: 'unified', path: '/system.slice/web.service'} as const;
const web = {id: 'service:web', cgroup, pids: [101, 102, 103], quietPids: []};

test('faults, pressure and huge pages of a container, and splits of the host', async () => {
  expect(await readTrialFacts(createTreeReader(tree), mounts, [web])).toEqual({
    hugePageSplits: 77,
    hostPressureMicroseconds: 234_567,
    containers: {
      'service:web': {
        minorFaults: 4960,
        pressureMicroseconds: 123_456,
        hugeBytes: 6 * 2 ** 20,
      },
    },
    ksm: {},
  });
});

test.each([
  ['hybrid hosts have the pressure by the same path', 'populated 1', 123_456],
  ['not where that cgroup has no process', 'populated 0', undefined],
])('%s', async (_, populated, pressureMicroseconds) => {
  const reader = createTreeReader({
    'proc/self/mountinfo':
      '33 23 0:30 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n34 23 0:31 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n',
    'sys/fs/cgroup/memory/web/memory.stat': 'total_pgfault 900\ntotal_pgmajfault 100\n',
    'sys/fs/cgroup/unified/web/memory.pressure': tree[`${unified}/memory.pressure`] ?? '',
    'sys/fs/cgroup/unified/web/cgroup.events': `${populated}\n`,
  });
  const of = {
    id: 'lxc:web',
    cgroup: {hierarchy: 'memory', path: '/web'} as const,
    pids: [],
    quietPids: [],
  };
  const {containers} = await readTrialFacts(reader, mounts, [of]);
  expect(containers['lxc:web']).toEqual({
    minorFaults: 800,
    ...(pressureMicroseconds !== undefined && {pressureMicroseconds}),
  });
});

test('cgroup v1 has no pressure, and its faults are totals of the subtree', async () => {
  const directory = 'sys/fs/cgroup/memory/lxc/web';
  const reader = createTreeReader({
    'proc/self/mountinfo': '33 23 0:30 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n',
    [`${directory}/memory.stat`]:
      'pgfault 1\npgmajfault 1\ntotal_pgfault 900\ntotal_pgmajfault 100\n',
  });
  const of = {
    id: 'lxc:web',
    cgroup: {hierarchy: 'memory', path: '/lxc/web'} as const,
    pids: [],
    quietPids: [],
  };
  expect(await readTrialFacts(reader, mounts, [of])).toEqual({
    containers: {'lxc:web': {minorFaults: 800}},
    ksm: {},
  });
});

test('what cannot be read stays unknown', async () => {
  const plain = {id: 'host', pids: [1], quietPids: []};
  expect(await readTrialFacts(createTreeReader({}), mounts, [plain, web])).toEqual({
    containers: {host: {}, 'service:web': {}},
    ksm: {},
  });
});

test('of too many processes the huge pages stay unknown', async () => {
  const many = {...web, pids: Array.from({length: 501}, (_, index) => 101 + index)};
  const {containers} = await readTrialFacts(createTreeReader(tree), mounts, [many]);
  expect(containers['service:web']).not.toHaveProperty('hugeBytes');
});

test('what ksmd does of processes that the sample reads in rotation', async () => {
  const reader = createTreeReader({
    ...tree,
    'proc/101/ksm_stat': 'ksm_rmap_items 300\nksm_merging_pages 200\n',
  });
  const {ksm} = await readTrialFacts(reader, mounts, [{...web, pids: [], quietPids: [101, 102]}]);
  expect(ksm).toEqual({101: {rmapItems: 300, mergingPages: 200}});
});
