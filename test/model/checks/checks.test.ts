import {describe, expect, test} from 'vitest';
import {checkTable} from '../../../source/model/checks/checkTable.js';
import type {Surroundings} from '../../../source/model/sample/surroundings.js';
import {modelOf} from '../../fixtures/model.js';
import {processOf} from '../../fixtures/sample.js';

const around: Surroundings = {
  kernelConfig: {file: '/boot/config-6.18.44', ksm: true},
  memoryDirectory: ['ksm', 'transparent_hugepage'],
  kernelThreadsSeen: true,
  hugePages: 'madvise',
  zswap: false,
  zramSwaps: 0,
  systemdVersion: 257,
  systemdRuns: true,
};

/** The same with other facts, or without those named: they could not be read. */
function surroundingsOf(changed: Partial<Surroundings> | ReadonlyArray<string>): Surroundings {
  const without: readonly string[] = Array.isArray(changed) ? changed : [];
  const kept = Object.entries(around).filter(([key]) => !without.includes(key));
  return {...Object.fromEntries(kept), ...(without.length > 0 ? {} : changed)} as Surroundings;
}

type Case = [
  when: string,
  step: NonNullable<Parameters<typeof modelOf>[0]>,
  surroundings: Partial<Surroundings> | readonly string[],
  expected: `${'ok' | 'note' | 'warning'}: ${string}` | undefined,
  cure?: RegExp,
];

const hidden = processOf({
  readable: false,
  refusal: {file: 'maps', errno: 'EACCES'},
  preload: {},
});
/** As a sample in which it was not found. */
const withoutKsmd = {ksmd: undefined} as object;
const as = (root: boolean) => ({host: {reader: {root, ptrace: false, readSearch: false}}});
const containers = (...kinds: string[]) => ({
  processes: kinds.map((kind, index) =>
    processOf({container: {kind, id: `${kind}:${index}`, name: `c${index}`}}),
  ),
});

const cases: Record<string, Case[]> = {
  'zero-pages': [
    ['counted', {ksm: {use_zero_pages: 1}}, {}, undefined],
    ['not merged', {host: {kernelRelease: '5.14.0'}}, {}, undefined],
    [
      'merged, but not counted',
      {host: {kernelRelease: '5.14.0'}, ksm: {use_zero_pages: 1}},
      {},
      'note: use_zero_pages=1, but merged zero pages are not counted here',
    ],
  ],
  kernel: [
    ['all is there', {}, {}, 'ok: CONFIG_KSM is set in /boot/config-6.18.44.'],
    ['no configuration', {}, ['kernelConfig'], 'ok: This kernel has'],
    [
      'not built in',
      {ksm: false},
      {kernelConfig: {file: '/proc/config.gz', ksm: false}, memoryDirectory: []},
      'warning: This kernel has no KSM: CONFIG_KSM is not set in /proc/config.gz.',
      /CONFIG_KSM=y/,
    ],
    [
      'built in, but hidden',
      {ksm: false},
      {memoryDirectory: []},
      'warning: CONFIG_KSM is set in /boot/config-6.18.44, but there is no /sys/kernel/mm/ksm',
      /mountinfo/,
    ],
    [
      'no sysfs',
      {ksm: false},
      ['memoryDirectory'],
      'warning: There is no /sys/kernel/mm: sysfs is not mounted, or hidden as in a sandbox, though CONFIG_KSM is set',
      /^mount /,
    ],
    [
      'no permission',
      {ksm: false},
      {refusals: {memoryDirectory: 'EACCES'}},
      'note: Whether this kernel has KSM is unknown: /sys/kernel/mm cannot be read (EACCES).',
    ],
    ['UKSM', {ksm: false}, {memoryDirectory: ['uksm']}, 'warning: This kernel has UKSM', /uksm/],
  ],
  writable: [
    ['it is', {}, {}, 'ok: The parameters are writable.'],
    ['in a container', {writeRefusal: 'EROFS'}, {}, 'note: /sys is mounted read-only', /remount/],
    ['not root', {writeRefusal: 'EACCES'}, {}, 'note: The parameters cannot be written (EACCES)'],
    ['no KSM', {ksm: false}, {}, undefined],
  ],
  ksmd: [
    ['it exists', {}, {}, 'ok: The kernel thread ksmd exists (process 37).'],
    ['no KSM', {ksm: false}, {}, undefined],
    [
      'its stat could not be read',
      {...withoutKsmd, ksmdRefusal: 'EMFILE'},
      {},
      'note: Whether ksmd exists is unknown: ksmtop has reached its limit of open files (EMFILE).',
      /ulimit -n/,
    ],
    [
      'kernel threads could not be read',
      withoutKsmd,
      {kernelThreadsSeen: false, refusals: {kernelThreads: 'EIO'}},
      'note: Whether ksmd exists is unknown: the kernel threads cannot be read (EIO).',
    ],
    [
      'not all processes were read',
      {...withoutKsmd, processesPending: 3},
      {},
      'note: Whether ksmd exists is unknown: 3 processes could not be read yet.',
    ],
    ['it is gone', withoutKsmd, {}, 'warning: The kernel thread ksmd is gone'],
  ],
  processes: [
    ['all', {processes: [processOf()]}, {}, 'ok: 1 process, all readable.'],
    [
      'half',
      {processes: [processOf(), hidden], ...as(false)},
      {},
      'note: Only 1 of 2 processes can be read: what',
      /^sudo ksmtop doctor$/,
    ],
    [
      'half, to root',
      {processes: [processOf(), hidden], ...as(true)},
      {},
      `note: Only 1 of 2 processes can be read: root lacks CAP_SYS_PTRACE for /proc/${hidden.pid}/maps`,
      /^# Give ksmtop CAP_SYS_PTRACE/,
    ],
    [
      'hidden ones',
      {processes: [processOf()], host: {...as(false).host, hidesProcesses: true}},
      {},
      "note: /proc hides other users' processes (hidepid): what these offer and merge is unknown.",
      /^sudo ksmtop doctor$/,
    ],
    [
      'nearly all',
      {processes: [...Array.from({length: 30}, () => processOf()), hidden]},
      {},
      'ok: 30 of 31 processes can be read.',
    ],
  ],
  figures: [
    ['plausible', {}, {}, "ok: The kernel's figures are plausible."],
    ['no KSM', {ksm: false}, {}, undefined],
    [
      'zero pages below zero',
      {ksm: {ksm_zero_pages: -200_000}},
      {},
      'note: Some kernel figures are impossible and shown as unknown: ksm_zero_pages is below zero. general_profit is computed from ksm_zero_pages, which is impossible.',
      /^# update the kernel/,
    ],
    [
      'counts of forked children',
      {
        ksm: {pages_shared: 1000, pages_sharing: 19_000, general_profit: 77_000_000},
        processes: [processOf({pid: 77, anonBytes: 4096, ksm: {mergingPages: 210_000}})],
      },
      {},
      'note: Some kernel figures are impossible and shown as unknown: 1 process has such figures; for example, ksm_merging_pages is more than its 1 resident anonymous page (process 77).',
      /^# update the kernel/,
    ],
    [
      'memory that another program shows',
      {memory: {totalBytes: 2 ** 30, availableBytes: 2 ** 31}},
      {},
      'note: Some kernel figures are impossible and shown as unknown: MemAvailable is more than the total.',
      /^grep .* \/proc\/meminfo /,
    ],
    [
      'another counter below zero',
      {ksm: {pages_skipped: -5}},
      {},
      'note: Some kernel figures are impossible and shown as unknown: pages_skipped is below zero.',
      /^grep \. \/sys\/kernel\/mm\/ksm\/\* /,
    ],
  ],
  pages: [
    [
      '4 KiB',
      {},
      {},
      'ok: A page is 4 KiB, and tracking one costs 64 B: merging pays off if at least 1 page in 64',
    ],
    [
      '64 KiB',
      {host: {pageSizeBytes: 65_536}},
      {},
      'ok: A page is 64 KiB, and tracking one costs 64 B: merging pays off if at least 1 page in 1024',
    ],
    [
      '32 bit',
      {host: {rmapItemBytes: 32}},
      {},
      'ok: A page is 4 KiB, and tracking one costs 32 B: merging pays off if at least 1 page in 128',
    ],
  ],
  nodes: [
    ['one', {host: {nodeCount: 1}}, {}, 'ok: All memory is on one NUMA node.'],
    ['not known', {}, {}, 'ok: All memory is on one'],
    ['two: a rule judges', {host: {nodeCount: 2}}, {}, undefined],
  ],
  'huge-pages': [
    ['always', {}, {hugePages: 'always'}, 'ok: Transparent huge pages: always; ksmd splits one'],
    ['never', {}, {hugePages: 'never'}, 'ok: Transparent huge pages: never.'],
    ['none', {}, ['hugePages'], 'ok: This kernel has no transparent'],
    ['not known', {}, {refusals: {hugePages: 'EMFILE'}}, undefined],
  ],
  swap: [
    ['none', {memory: {swapTotalBytes: 0}}, {}, 'ok: There is no swap.'],
    ['not known', {memory: {}}, {}, undefined],
    [
      'compressed twice',
      {memory: {swapTotalBytes: 2 ** 31}, vmstat: {ksmSwpinCopy: 512}},
      {zswap: true, zramSwaps: 1},
      'ok: 2.00 GiB of swap, compressed by zswap and zram; 2.00 MiB of merged pages',
    ],
    ['plain', {memory: {swapTotalBytes: 2 ** 30}}, {}, 'ok: 1.00 GiB of swap; 0 B of merged'],
  ],
  systemd: [
    ['supported', {}, {}, 'ok: systemd 257 and this kernel support MemoryKSM=yes.'],
    [
      'too old',
      {},
      {systemdVersion: 252},
      'note: systemd 252 does not support MemoryKSM=yes',
      /LD_PRELOAD/,
    ],
    [
      'too old, and the library is there',
      {containerLibraries: {host: '/usr/local/lib/libksm_preload.so'}},
      {systemdVersion: 252},
      'note: systemd 252 does not support MemoryKSM=yes',
      /LD_PRELOAD=\/usr\/local\/lib\/libksm_preload\.so$/,
    ],
    [
      'the kernel drops it',
      {host: {kernelRelease: '6.6.4'}},
      {},
      'note: systemd 257 may support MemoryKSM=yes, but this kernel drops',
      /LD_PRELOAD/,
    ],
    [
      'the kernel lacks it',
      {host: {kernelRelease: '5.10.0'}},
      {},
      'note: systemd 257 may support MemoryKSM=yes, but this kernel has no',
    ],
    [
      'no version',
      {},
      ['systemdVersion'],
      'note: systemd runs, but its version is unknown.',
      /--wait/,
    ],
    ['it does not run', {}, {systemdRuns: false}, 'ok: systemd does not run here'],
    ['not known', {}, {systemdRuns: false, refusals: {systemd: 'EMFILE'}}, undefined],
    [
      'a release of 5.14 that has taken prctl over',
      {host: {kernelRelease: '5.14.0-570.el9'}, ksm: {general_profit: 0, smart_scan: 1}},
      {},
      'ok: systemd 257 and this kernel support MemoryKSM=yes.',
    ],
  ],
  libraries: [
    ['no containers', {}, {}, undefined],
    [
      'only services',
      {...containers('service'), containerLibraries: {'service:0': false}},
      {},
      undefined,
    ],
    [
      'in all',
      {...containers('lxc', 'docker'), containerLibraries: {'lxc:0': '/x', 'docker:1': '/y'}},
      {},
      'ok: All 2 containers have a KSM preload library installed.',
    ],
    [
      'in some',
      {
        ...containers('lxc', 'docker', 'lxc'),
        containerLibraries: {'lxc:0': '/x', 'docker:1': false},
      },
      {},
      'note: 1 of 2 containers has a KSM preload library installed; missing in c1.',
      /^# install/,
    ],
    [
      'in none',
      {...containers('lxc', 'lxc'), containerLibraries: {'lxc:0': false, 'lxc:1': false}},
      {},
      'note: None of the 2 containers has a KSM preload library installed (c0, c1).',
      /in them .* MemoryKSM=yes needs no library$/,
    ],
    [
      'in two of three by what they have loaded, in unusual places',
      {
        processes: [
          ...containers('lxc', 'docker', 'lxc').processes,
          processOf({
            container: {kind: 'lxc', id: 'lxc:0', name: 'c0'},
            preload: {mapped: '/opt/ksm/libksm_preload.so', requested: false},
          }),
        ],
        containerLibraries: {'lxc:0': false, 'docker:1': '/x', 'lxc:2': false},
      },
      {},
      'note: 2 of 3 containers have a KSM preload library installed; missing in c2.',
    ],
    [
      'in none, and the kernel has no other opt-in',
      {
        ...containers('openvz'),
        host: {kernelRelease: '3.10.0-1160.vz7'},
        containerLibraries: {'openvz:0': false},
      },
      {},
      'note: Container c0 has no KSM preload library installed.',
      /^# install ksm_preload in it before setting LD_PRELOAD there$/,
    ],
    [
      'in none, of other runtimes',
      {
        ...containers('containerd', 'nomad'),
        containerLibraries: {'containerd:0': false, 'nomad:1': false},
      },
      {},
      'note: None of the 2 containers has a KSM preload library installed (c0, c1).',
      /^# install/,
    ],
    [
      'over SSH',
      {...containers('lxc'), host: {containerFilesRead: false}},
      {},
      'note: Whether the containers have a KSM preload library installed is not read over SSH.',
      /^# to find out, run ksmtop/,
    ],
    [
      'in the only one',
      {...containers('lxc'), containerLibraries: {'lxc:0': '/x'}},
      {},
      'ok: The container has a KSM preload library installed.',
    ],
  ],
  verdict: [
    ['off', {ksm: {run: 0}}, {}, 'ok: The verdict for this host is "off".'],
    ['no KSM', {ksm: false}, {}, undefined],
    [
      'losing',
      {
        ksm: {full_scans: 9, pages_unshared: 90_000, general_profit: -5_760_000},
        processes: [processOf({ksm: {rmapItems: 90_000, mergingPages: 0, mergeable: true}})],
      },
      {},
      'note: The verdict for this host is "losing".',
    ],
  ],
};

describe.each(checkTable)('$id', ({id, find}) => {
  test.each(cases[id] ?? [])('%s', (_when, step, surroundings, expected, cure) => {
    const outcome = find(modelOf(step, {}), surroundingsOf(surroundings));
    const said = outcome && `${outcome.state}: ${outcome.text}`;
    if (expected === undefined) expect(said).toBeUndefined();
    else expect(said?.startsWith(expected), said).toBe(true);
    if (cure) expect(outcome?.cure).toMatch(cure);
    // Whatever is wrong has something that helps; the rules speak for the verdict.
    if (outcome && outcome.state !== 'ok' && id !== 'verdict') expect(outcome.cure).toMatch(/./);
  });

  test('is tried', () => {
    expect(cases[id]?.length).toBeGreaterThan(1);
  });
});

test('a kernel thread that is gone is distinguished from one that is not visible', () => {
  const model = modelOf({ksmd: undefined as never});
  const [check] = checkTable.filter(({id}) => id === 'ksmd');
  expect(check?.find(model, around)).toMatchObject({state: 'warning', cure: /dmesg/ as never});
});
