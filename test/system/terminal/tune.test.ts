import {execFileSync} from 'node:child_process';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {parseParameter} from '../../../source/kernel/ksm/ksmFiles.js';
import {type ParameterName, parameters} from '../../../source/kernel/ksm/parameters.js';
import {after, commandWords, program} from '../../support/program.js';
import {Terminal} from '../../support/pty.js';
import {missing} from '../../support/requirements.js';
import {until} from '../../support/until.js';
import {type HeldKsm, holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {startKsmtuned} from '../harness/ksmd/ksmtuned.js';
import {longBatch} from '../harness/ksmd/longBatch.js';
import {startWorkload} from '../harness/ksmd/memory.js';
import {ksmtop, ksmtopProgram} from '../harness/ksmtop.js';

const barOn = (terminal: Terminal) =>
  /▸(\w+)/.exec(terminal.text().find((line) => line.startsWith(' ▸')) ?? '')?.[1];

const inPanel = /^ ksmtop tune {3}/m;

/** Opens the panel, with the bar on the first parameter. */
async function openPanel(terminal: Terminal): Promise<void> {
  await terminal.waitFor(/ksmd +[●○]/);
  await terminal.press('t');
  await terminal.waitFor(inPanel);
}

async function moveTo(terminal: Terminal, name: ParameterName): Promise<void> {
  await terminal.press('home');
  await terminal.waitFor(/^ ▸run /m);
  const down = parameters.findIndex((parameter) => parameter.name === name);
  for (let row = 0; row < down; row++) {
    const from = barOn(terminal);
    await terminal.press('down');
    await terminal.waitFor(() => barOn(terminal) !== from, {what: `the bar below ${from}`});
  }
  expect(barOn(terminal)).toBe(name);
}

const chosenRow = (name: ParameterName) => new RegExp(`^ ▸${name} .*→ \\S`, 'm');
const nothingChosen = /values are written only by Enter/;

describe.skipIf(missing('the tuning panel', 'ksm', 'gcc', 'libc', 'unshare'))(
  'the tuning panel on a real ksmd',
  () => {
    let ksm: HeldKsm;
    beforeAll(async () => {
      ksm = await holdKsm();
    }, ksmLockTimeoutMs);
    afterEach(() => ksm.reset());
    afterAll(() => ksm?.restore());

    const held = async (name: ParameterName) => parseParameter(name, await ksm.read(name));

    const becomes = (name: ParameterName, value: string) =>
      until(`${name}=${value}`, async () => (await held(name)) === value);

    /** Puts two workloads of the same pages beside each other, until all of them are merged. */
    async function mergedWorkloads(mib: number): Promise<AsyncDisposable> {
      const workloads = [await startWorkload({mib}), await startWorkload({mib})];
      await ksm.scanFast();
      const pages = mib * 256;
      await ksm.waitForCounts({pages_shared: pages, pages_sharing: pages});
      return {
        async [Symbol.asyncDispose]() {
          await Promise.all(workloads.map((workload) => workload.stop()));
        },
      };
    }

    const numbers = parameters.filter(({type}) => type === 'integer');
    const words = parameters.filter(({type}) => type !== 'integer');

    test('steps, types and defaults every number, as the kernel confirms', async () => {
      await using terminal = ksmtop();
      await openPanel(terminal);
      for (const {name, defaultValue} of numbers) {
        await moveTo(terminal, name);
        await terminal.press('right');
        await terminal.waitFor(chosenRow(name));
        expect(await held(name)).toBe(defaultValue);
        await terminal.press('enter');
        await terminal.waitFor(nothingChosen);
        await until(
          `${name} above ${defaultValue}`,
          async () => Number(await held(name)) > Number(defaultValue),
        );

        // 63 suits every number, the percent and the smallest maximum among them.
        const typed = name === 'advisor_max_pages_to_scan' ? '20063' : '63';
        await terminal.press(typed.slice(0, 1));
        await terminal.waitFor(`${name}: ${typed.slice(0, 1)}_`);
        await terminal.press(typed.slice(1), 'enter');
        await terminal.waitFor(chosenRow(name));
        await terminal.press('enter');
        await becomes(name, typed);
        await terminal.waitFor(nothingChosen);

        await terminal.press('r');
        await terminal.waitFor(chosenRow(name));
        await terminal.press('enter');
        await becomes(name, defaultValue);
        await terminal.waitFor(nothingChosen);
      }
    }, 120_000);

    test('toggles every switch and word, and takes each back', async () => {
      await using terminal = ksmtop();
      await openPanel(terminal);
      for (const {name} of words) {
        const before = (await held(name)) as string;
        await moveTo(terminal, name);
        await terminal.press('space');
        await terminal.waitFor(chosenRow(name));
        expect(await held(name)).toBe(before);
        await terminal.press('enter');
        await terminal.waitFor(nothingChosen);
        await terminal.waitFor(/z undoes (?:this|these)/);
        expect(await held(name)).not.toBe(before);
        await terminal.press('z');
        await becomes(name, before);
        await terminal.waitFor(/ is .* again\./);
      }
      // Through the advisor and back.
      expect(await held('pages_to_scan')).toBe('100');
    }, 120_000);

    test('offers unmerge, change and start as one, with its price', async () => {
      await using _merged = await mergedWorkloads(16);
      await using terminal = ksmtop();
      await openPanel(terminal);
      await moveTo(terminal, 'max_page_sharing');
      await terminal.press('right');
      await terminal.waitFor(/This unmerges everything first: 16\.0 MiB needed, .* available/);
      await terminal.press('enter');
      await terminal.waitFor(/Continue\? y\/N/);
      await terminal.press('enter');
      await terminal.waitFor((lines) => !/y\/N/.test(lines.join('\n')));
      expect([await held('max_page_sharing'), await held('run')]).toEqual(['256', '1']);
      expect(await ksm.count('pages_sharing')).toBe(4096);

      await terminal.press('enter');
      await terminal.waitFor(/Continue\? y\/N/);
      await terminal.confirm();
      await terminal.waitFor(/max_page_sharing: 256 → 512/);
      expect([await held('max_page_sharing'), await held('run')]).toEqual(['512', '1']);
      await ksm.waitForCounts({pages_shared: 4096, pages_sharing: 4096});
      await terminal.press('q', 'q');
      await terminal.exited;
      expect(terminal.text().join('\n')).toContain('left changed: max_page_sharing 256 → 512.');
    });

    test('writes a preset, lists who changed what, and restores with Z', async () => {
      await using terminal = ksmtop();
      await openPanel(terminal);
      await terminal.press('p');
      await terminal.waitFor(/^ ▸kernel default /m);
      await terminal.press('down');
      await terminal.waitFor(/^ ▸gentle .*\n/m);
      await terminal.press('enter');
      await terminal.waitFor(/2 values chosen/);
      expect(await held('pages_to_scan')).toBe('100');
      await terminal.press('enter');
      await terminal.waitFor(/z undoes these/);
      expect([await held('pages_to_scan'), await held('sleep_millisecs')]).toEqual(['500', '50']);
      await ksm.write('use_zero_pages', 1);
      await terminal.press('l');
      await terminal.waitFor(/use_zero_pages +0 off +1 on +another program/);
      await terminal.waitFor(/pages_to_scan +100 +500 +ksmtop/);
      await terminal.press('escape');
      await terminal.waitFor(inPanel);
      await terminal.press('Z');
      await terminal.waitFor(/Restore .*pages_to_scan 500 → 100/);
      await terminal.confirm();
      await becomes('pages_to_scan', '100');
      await becomes('sleep_millisecs', '20');
      await becomes('use_zero_pages', '0');
      await terminal.waitFor(/z undoes these/);
      await terminal.press('q', 'q');
      await terminal.exited;
      expect(terminal.text().join('\n')).not.toContain('left changed');
    });

    test.skipIf(missing('ksmtuned in the list of changes', 'ksmtuned'))(
      'names ksmtuned in the list of changes',
      async () => {
        await using _ksmtuned = await startKsmtuned();
        await using terminal = ksmtop();
        await openPanel(terminal);
        await terminal.press('l');
        await terminal.waitFor(/pages_to_scan +[\d ]+ +[\d ]+ +probably ksmtuned/);
      },
    );

    test('answers keys while a write waits for ksmd, and takes back what was begun', async () => {
      await using _first = await startWorkload({mib: 1024});
      await using _second = await startWorkload({mib: 1024});
      await longBatch(ksm);
      await using terminal = ksmtop();
      await openPanel(terminal);
      await moveTo(terminal, 'max_page_sharing');
      await terminal.press('right');
      await terminal.waitFor(chosenRow('max_page_sharing'));
      await terminal.press('enter');
      await terminal.waitFor(/Continue\? y\/N/);
      await terminal.confirm();
      await terminal.waitFor(/^pending +run 2/m);
      // Each key shows on a screen that still waits for the first write.
      const pendingWith = (bar: string) => (lines: readonly string[]) =>
        lines.some((line) => line.startsWith(` ▸${bar} `)) &&
        lines.some((line) => /^pending +run 2/.test(line));
      await terminal.press('down');
      await terminal.waitFor(pendingWith('stable_node_chains_prune_millisecs'));
      await terminal.press('up');
      await terminal.waitFor(pendingWith('max_page_sharing'));
      expect(await ksm.read('run')).toBe('1');

      await terminal.press('q', 'q');
      await terminal.waitFor(/waiting for run=2, max_page_sharing=512, run=1; Ctrl-C undoes/);
      expect(terminal.alternateScreen).toBe(false);
      expect(terminal.cursorVisible).toBe(true);
      terminal.kill('SIGINT');
      await terminal.exited;
      expect([await held('run'), await held('max_page_sharing')]).toEqual(['1', '256']);
      expect(terminal.text().join('\n')).not.toContain('left changed');
    }, 240_000);

    test('boosts until little merges newly, then settles', async () => {
      await using _first = await startWorkload({mib: 256});
      await using _second = await startWorkload({mib: 256});
      await using terminal = ksmtop(['-d', '0.5']);
      await boost(terminal);
      await becomes('pages_to_scan', '4000');
      await becomes('smart_scan', '0');
      await becomes('run', '1');
      await terminal.waitFor(/Boost: last scan merged .* more; quiet scan \d of 3/, {
        timeoutMs: 60_000,
      });
      await until('the pace after it', async () => (await held('pages_to_scan')) === '500', {
        timeoutMs: 60_000,
      });
      expect(await ksm.count('pages_sharing')).toBe(65_536);
      await becomes('sleep_millisecs', '50');
      await becomes('smart_scan', '1');
      await terminal.press('q', 'q');
      await terminal.exited;
      expect(await held('pages_to_scan')).toBe('500');
    }, 120_000);

    test('settles a boost on leaving, and even when it is killed', async () => {
      // Nothing offered: no scan ends, and the boost goes on.
      for (const end of ['q', 'SIGTERM', 'SIGKILL'] as const) {
        await ksm.reset();
        await using terminal = ksmtop();
        await boost(terminal);
        await becomes('pages_to_scan', '4000');
        await terminal.waitFor(/z\s+undoes\s+these/);
        if (end === 'q') await terminal.press('q', 'q');
        else terminal.kill(end);
        await becomes('pages_to_scan', '500');
        await becomes('sleep_millisecs', '50');
        await terminal.exited;
      }
    });

    async function boost(terminal: Terminal): Promise<void> {
      await openPanel(terminal);
      await terminal.press('p');
      await terminal.waitFor(/^ ▸kernel default /m);
      for (const preset of ['gentle', 'balanced', 'aggressive', 'boost, then settle']) {
        await terminal.press('down');
        await terminal.waitFor(new RegExp(`^ ▸${preset} `, 'm'));
      }
      await terminal.press('enter');
      await terminal.waitFor(/values? chosen/);
      await terminal.press('enter');
    }

    test('keeps the parameters over a reboot, in an /etc of its own', async () => {
      await ksm.write('pages_to_scan', 1234);
      const mounts = [
        'mount -t tmpfs -o mode=755 tmpfs /etc',
        'mount -t tmpfs tmpfs /run',
        'mkdir -p /run/systemd/system',
      ].join('; ');
      const words = commandWords(after(mounts, ksmtopProgram()));
      await using terminal = Terminal.start(program('unshare', '--mount', '--', ...words));
      await openPanel(terminal);
      await terminal.press('w');
      await terminal.waitFor('/etc/tmpfiles.d/ksmtop.conf would be created:');
      await terminal.waitFor(/Write this\? y\/N/);
      const file = `/proc/${terminal.pid}/root/etc/tmpfiles.d/ksmtop.conf`;
      const text = () => execFileSync('cat', [file], {encoding: 'utf8'});
      expect(text).toThrow();
      await terminal.confirm();
      await terminal.waitFor(/Wrote \S+ksmtop\.conf\. `ksmtop persist --remove`/);
      expect(text()).toContain('w /sys/kernel/mm/ksm/pages_to_scan - - - - 1234\n');
      await terminal.press('w');
      await terminal.waitFor(/already kept across reboots/);
    });
  },
);
