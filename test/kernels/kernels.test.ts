import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {buildExecutable} from '../../scripts/executable.mjs';
import {until} from '../support/until.js';
import {allocateArgs, workloadArgs} from '../system/harness/ksmd/memory.js';
import {native} from '../system/harness/native/compile.js';
import {availableKernels} from './harness/available.js';
import {type Initramfs, makeInitramfs} from './harness/initramfs.js';
import {Machine} from './harness/machine.js';

const size = {columns: 120, rows: 40};
const preload = ['env', 'LD_PRELOAD=/bin/libksm_preload.so'];

/** What runs in the machine: name of the container, and the program. */
const workloads = [
  ['web', 'workload', ...workloadArgs({mib: 16, seed: 7, uniquePercent: 25})],
  ['web', 'workload', ...workloadArgs({mib: 16, seed: 7, uniquePercent: 25})],
  ['shop', ...preload, 'allocate', ...allocateArgs({mib: 16, seed: 8})],
  ['shop', ...preload, 'allocate', ...allocateArgs({mib: 16, seed: 8})],
  // Another tenant, with a part of the same pages, and a child that shares all its memory.
  ['spy', 'workload', ...workloadArgs({mib: 4, seed: 7, uniquePercent: 25, forks: 1})],
  ['lost', ...preload, 'allocate-static', ...allocateArgs({mib: 8, seed: 9})],
];

/** Three quarters of 16 MiB, and 16 blocks of 1 MiB, which have a page more for malloc's header. */
const pagesAlike = {web: 3072, shop: 16 * 257, spy: 768};
const pagesShared = pagesAlike.web + pagesAlike.shop;
const pagesSharing = pagesShared + 2 * pagesAlike.spy;
const uniquePages = 2 * 1024 + 2 * 256;

/** Before 5.19 the kernel tells nothing of single processes: only the mapped library is known. */
const states = (series: string) =>
  series === '5.10'
    ? {web: 'none', shop: '2 loaded', lost: '1 requested ▲', unattributed: '–'}
    : {web: '2 merging', shop: '2 merging', lost: '1 requested ▲'};

const kernels = await availableKernels();

describe.skipIf(kernels.every(({image}) => image === undefined))('the executable', () => {
  let directory: string;
  let initramfs: Initramfs;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ksmtop-kernels-'));
    const outfile = join(directory, 'ksmtop');
    await buildExecutable({outfile});
    const names = [
      ...['workload', 'allocate', 'allocate-static', 'hazards', 'libksm_preload.so'],
    ] as const;
    const programs = await Promise.all(names.map(native));
    initramfs = await makeInitramfs([outfile, ...programs], size);
  });
  afterAll(async () => {
    await initramfs[Symbol.asyncDispose]();
    await rm(directory, {recursive: true});
  });

  describe.each(kernels)('on Linux $series', ({series, image}) => {
    let machine: Machine;
    beforeAll(async () => {
      if (image === undefined) return;
      machine = await Machine.boot({kernel: image, initramfs: initramfs.path, ...size});
      for (const words of workloads) await machine.run(`contain ${words.join(' ')}`);
    });
    afterAll(() => machine?.[Symbol.asyncDispose]());

    const kernelTest = test.skipIf(image === undefined);
    const counter = async (name: string) =>
      Number(await machine.run(`cat /sys/kernel/mm/ksm/${name}`));

    kernelTest('starts, and is on the kernel that it should be on', async () => {
      expect(await machine.run('uname -r')).toMatch(
        new RegExp(`^${series.replaceAll('.', '\\.')}`),
      );
      expect(await machine.run('ksmtop --version')).toContain('Bun');
      await machine.run('ksmtop set pages_to_scan=2000');
      expect(await counter('pages_to_scan')).toBe(2000);
    });

    kernelTest('shows on its screen what ksmd merges once it is started there', async () => {
      const {terminal} = machine;
      await terminal.press('ksmtop', 'enter');
      await terminal.waitFor(/^sharing +0 /m, {timeoutMs: 60_000});
      await terminal.press('s');
      await terminal.waitFor(
        (lines) =>
          /● running/.test(lines[1] ?? '') &&
          pagesShown(lines, 'shared') === pagesShared &&
          pagesShown(lines, 'sharing') === pagesSharing &&
          pagesShown(lines, 'unshared') + pagesShown(lines, 'volatile') === uniquePages,
        {timeoutMs: 60_000, what: `${pagesSharing} pages sharing, ${uniquePages} unique`},
      );
    });

    kernelTest('shows how far each container has come with its preload', async () => {
      const {terminal} = machine;
      for (const [name, state] of Object.entries(states(series))) {
        await terminal.waitFor((lines) => lines.some((line) => preloadCell(line, name) === state), {
          timeoutMs: 30_000,
          what: `${name}: ${state}`,
        });
      }
    });

    kernelTest('tells why a process did not load its library', async () => {
      const {terminal} = machine;
      await terminal.press('/', 'lost', 'enter');
      await terminal.waitFor(/^▸lost/m, {timeoutMs: 30_000});
      await terminal.press('enter');
      await terminal.waitFor(/COMMAND[\s\S]*allocate-static/, {timeoutMs: 30_000});
      await terminal.press('enter');
      await terminal.waitFor(/statically linked/, {timeoutMs: 30_000});
      await terminal.press('escape');
      await terminal.waitFor(/COMMAND/);
      await terminal.press('escape');
      await terminal.waitFor(/CONTAINER/);
    });

    kernelTest('leaves the terminal to the shell, and KSM as the screen has shown it', async () => {
      const {terminal} = machine;
      await terminal.press('q');
      await terminal.waitFor(/^Settings left changed: run 0[\s\S]*^guest> $/m, {timeoutMs: 30_000});
      expect(terminal.alternateScreen).toBe(false);
      expect(terminal.cursorVisible).toBe(true);
      expect(await counter('run')).toBe(1);
      expect(await counter('pages_sharing')).toBe(pagesSharing);
      const printed = await machine.run(
        'ksmtop print -n 1 --format json | grep -o \'"pages_shar[a-z]*":[0-9]*\'',
      );
      expect(printed).toBe(`"pages_shared":${pagesShared}\n"pages_sharing":${pagesSharing}\n`);
    });

    kernelTest('finds who shares with whom, whether KPF_KSM is right or not', async () => {
      await machine.run('ksmtop map --cpu 100 --format json >map');
      const host = await machine.run(`sed 's/,"containers.*//' map | tr , '\\n' | tail -n +3`);
      const cells = await machine.run(`grep -o '"a":[^}]*' map`);
      expect(JSON.parse(`{${host.trim().replaceAll('\n', ',')}}`)).toEqual({
        ksm_flag_believed: series !== '6.12',
        undecided_pages: 0,
        frames: pagesShared,
        mappings: pagesShared + pagesSharing,
        pages_shared: pagesShared,
        pages_sharing: pagesSharing,
        tenants_crossed_bytes: pagesAlike.spy * 4096,
      });
      const shared = cells
        .trim()
        .split('\n')
        .map((cell) => {
          const {a, b, frames} = JSON.parse(`{${cell}}`);
          return `${[a, b].toSorted().join(' ')} ${frames}`;
        });
      expect(shared.toSorted()).toEqual([
        `lxc:shop lxc:shop ${pagesAlike.shop}`,
        `lxc:spy lxc:spy ${pagesAlike.spy}`,
        `lxc:spy lxc:web ${pagesAlike.spy}`,
        `lxc:web lxc:web ${pagesAlike.web}`,
      ]);
    });

    kernelTest('takes everything apart, and finds what is wrong', async () => {
      await machine.run('ksmtop set run=2 --yes');
      expect(await counter('pages_sharing')).toBe(0);
      const found = await machine.run(
        'ksmtop doctor >doctor; echo "code $?"; grep ^warning doctor',
      );
      expect(found.split('\n').map((line) => line.trim())).toEqual([
        'code 1',
        expect.stringMatching(/^warning +off-while-offered$/),
        expect.stringMatching(/^warning +preload-not-loaded$/),
        '',
      ]);
    });

    const hasPrctl = !['5.10', '6.1'].includes(series);
    /** Result, way and reason of each process. */
    const optIn = async (words: string) => {
      const printed = await machine.run(
        `ksmtop ${words} --yes --format json 2>problems | grep -o '"\\(way\\|result\\|reason\\)":"[a-z-]*"'`,
      );
      return printed.trim().split('\n');
    };
    const each = (result: string) => [
      `"result":"${result}"`,
      `"way":"${hasPrctl ? 'prctl' : 'madvise'}"`,
    ];

    kernelTest(
      'opts programs in while they run, merges what they have, and opts them out',
      async () => {
        const plain = workloadArgs({mib: 8, seed: 10, how: 'none'}).join(' ');
        for (let copy = 0; copy < 2; copy++) await machine.run(`contain plain workload ${plain}`);
        expect(await optIn('optin plain')).toEqual([...each('opted-in'), ...each('opted-in')]);
        await machine.run('ksmtop set run=1');
        const sharing = (what: string, isReached: (pages: number) => boolean) =>
          until(what, async () => isReached(await counter('pages_sharing')), {timeoutMs: 60_000});
        await sharing('both are merged', (pages) => pages >= pagesSharing + 2048);
        expect(await optIn('optout plain')).toEqual([...each('opted-out'), ...each('opted-out')]);
        // The counter falls with the next scan.
        await sharing('both are unmerged', (pages) => pages <= pagesSharing);
        const states = await machine.run(
          'for pid in $(cat /sys/fs/cgroup/lxc.payload.plain/cgroup.procs); do grep State /proc/$pid/status; done',
        );
        expect(states.match(/^State:\s+S/gm)).toHaveLength(2);
      },
    );

    kernelTest('leaves alone what offers regions itself', async () => {
      const refused = [...each('refused'), '"reason":"offers-itself"'];
      expect(await optIn('optin web')).toEqual([...refused, ...refused]);
    });

    /** From 5.11 to 6.3 programs can handle their system calls themselves, and the kernel not tell. */
    const dispatchTest = test.skipIf(image === undefined || series !== '6.1');
    dispatchTest('makes no call that a program would handle itself', async () => {
      await machine.run(
        '(hazards dispatch-others >output & echo $! >pid); until grep -q . output; do usleep 20000; done',
      );
      expect(await optIn('optin $(cat pid)')).toEqual(each('opted-in'));
      await machine.run('usleep 200000; ! grep harmed output; kill $(cat pid)');
    });
  });
});

/** The pages of a counter's row. */
const pagesShown = (lines: readonly string[], counter: string): number => {
  const row = lines.find((line) => line.startsWith(`${counter} `)) ?? '';
  const [, pages = ''] = /^\w+ +(\d+(?: \d{3})*) /.exec(row) ?? [];
  return Number(pages.replaceAll(' ', '') || Number.NaN);
};

/** Between PROCS and MEMORY of a container's row. */
const preloadCell = (line: string, container: string): string | undefined => {
  const row = new RegExp(`^[ ▸]${container} +\\S+ +(?:\\d+|–) +(\\S.*?) {2,}`);
  return row.exec(line)?.[1]?.trim();
};
