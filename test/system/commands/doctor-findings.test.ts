import {chmod, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {program, shellLine} from '../../support/program.js';
import {missing} from '../../support/requirements.js';
import {mustRun} from '../../support/run.js';
import {until} from '../../support/until.js';
import {uniqueName} from '../harness/containers/container.js';
import {startLxc} from '../harness/containers/lxc.js';
import {examine, type Found, quickly} from '../harness/examine.js';
import {type HeldKsm, holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {startKsmtuned} from '../harness/ksmd/ksmtuned.js';
import {startWorkload} from '../harness/ksmd/memory.js';
import {ksmtop, ksmtopProgram} from '../harness/ksmtop.js';
import {start} from '../harness/running.js';

/** On a busy machine scans take long, and young processes are not judged yet. */
const examineUntil = async (check: string, state: string) =>
  until(
    `${check} is a ${state}`,
    async () => {
      const examined = await examine(quickly);
      return examined.found[check]?.state === state && examined;
    },
    patience,
  );

const patience = {timeoutMs: 120_000};
const patientMs = 300_000;

const temporaryDirectory = async () => {
  const path = await mkdtemp(join(tmpdir(), 'ksmtop-doctor-'));
  return {path, [Symbol.asyncDispose]: () => rm(path, {recursive: true})};
};

/** Rules that judge whether merging pays off: they must not judge too early. */
const judgements = ['host-losing', 'container-losing', 'ksmd-cpu', 'poor-yield', 'mostly-unique'];

const warningsIn = (found: Record<string, Found>): string[] =>
  Object.keys(found).filter((check) => found[check]?.state === 'warning');

describe.skipIf(missing('ksmtop doctor on a real ksmd', 'ksm', 'gcc', 'libc'))(
  'ksmtop doctor on a real ksmd',
  () => {
    let ksm: HeldKsm;
    beforeEach(async () => {
      ksm = await holdKsm();
    }, ksmLockTimeoutMs);
    afterEach(() => ksm?.restore());

    const pace = async (pages: number, sleepMilliseconds: number) => {
      await ksm.write('pages_to_scan', pages);
      await ksm.write('sleep_millisecs', sleepMilliseconds);
      await ksm.write('run', 1);
    };

    test('off', async () => {
      const {code, found} = await examine();
      expect(code).toBe(0);
      expect(found).toMatchObject({
        kernel: {state: 'ok'},
        writable: {state: 'ok'},
        ksmd: {
          state: 'ok',
          text: expect.stringMatching(/^The kernel thread ksmd exists \(process \d+\)\.$/),
        },
        'off-unused': {state: 'note', text: expect.stringContaining('KSM is off, and nothing')},
        verdict: {state: 'ok', text: expect.stringContaining('"off"')},
      });
      for (const rule of judgements) expect(found).not.toHaveProperty(rule);
    });

    test('off while memory is offered, and the cure works', async () => {
      await using _workload = await startWorkload({mib: 4});
      const {code, found} = await examine();
      expect(code).toBe(1);
      const {state, cure = ''} = found['off-while-offered'] ?? {};
      expect(state).toBe('warning');
      await carryOut(cure);
      expect(await ksm.read('run')).toBe('1');
      expect((await examine(quickly)).found['off-while-offered']).toMatchObject({state: 'ok'});
    });

    test('the live screen says so too, and its panel has the cure', async () => {
      await using _workload = await startWorkload({mib: 4});
      await using terminal = ksmtop();
      await terminal.waitFor(/advice +▲ ksmd is stopped while \d+ process/);
      await terminal.press('a');
      await terminal.waitFor(/cure +ksmtop set run=1/);
      await terminal.press('a');
      await terminal.waitFor(/^ksmtop /m);
    });

    test('on with nothing offered', async () => {
      await ksm.write('run', 1);
      const {code, found} = await examine();
      expect(code).toBe(0);
      expect(found).toMatchObject({
        'on-unused': {state: 'note', cure: 'ksmtop guide'},
        verdict: {state: 'ok', text: expect.stringContaining('"idle"')},
      });
      expect(found).not.toHaveProperty('pending');
    });

    test('first scan pending: nothing is called waste', async () => {
      await using _workload = await startWorkload({mib: 64, uniquePercent: 100});
      await pace(100, 500);
      await ksm.waitFor('some pages', ({pages_volatile = 0}) => pages_volatile > 0);
      const {code, found} = await examine(quickly);
      expect(code).toBe(0);
      expect(found).toMatchObject({
        pending: {state: 'note', text: expect.stringContaining('First scan')},
        verdict: {state: 'ok', text: expect.stringContaining('"starting"')},
      });
      for (const rule of judgements) expect(found).not.toHaveProperty(rule);
    });

    test('merging', async () => {
      await using _first = await startWorkload({mib: 96, seed: 5});
      await using _second = await startWorkload({mib: 96, seed: 5});
      await pace(500, 20);
      await ksm.waitFor('some merged', ({pages_sharing = 0}) => pages_sharing > 0);
      const {found} = await examine(quickly);
      expect(warningsIn(found)).toEqual([]);
      expect(found['verdict']?.text).toMatch(/"(saving|starting)"/);
    });

    test(
      'settled',
      async () => {
        await using _first = await startWorkload({mib: 64, seed: 6});
        await using _second = await startWorkload({mib: 64, seed: 6});
        await pace(300, 20);
        await ksm.waitForSettled(patience);
        const {code, found} = await examineUntil('host-losing', 'ok');
        expect(warningsIn(found)).toEqual([]);
        expect(code).toBe(0);
        expect(found).toMatchObject({
          'host-losing': {state: 'ok'},
          'container-losing': {state: 'ok'},
          'ksmd-cpu': {state: 'ok'},
          verdict: {state: 'ok', text: expect.stringContaining('"saving"')},
        });
      },
      patientMs,
    );

    test(
      'wasteful: nearly all data is distinct',
      async () => {
        await using _first = await startWorkload({mib: 160, seed: 7, uniquePercent: 94});
        await using _second = await startWorkload({mib: 160, seed: 7, uniquePercent: 94});
        await ksm.write('smart_scan', 0);
        await pace(4000, 20);
        const {code, found} = await examineUntil('poor-yield', 'warning');
        expect(code).toBe(1);
        expect(found).toMatchObject({
          'poor-yield': {state: 'warning', text: expect.stringContaining('ksmd saves little')},
          'mostly-unique': {state: 'note', text: expect.stringMatching(/^9\d\.\d % of offered/)},
          'host-losing': {state: 'ok'},
          verdict: {state: 'note', text: expect.stringContaining('"costly"')},
        });
      },
      patientMs,
    );

    test(
      'what smart_scan moves back and forth changes no finding',
      async () => {
        await using _first = await startWorkload({mib: 96, seed: 8, uniquePercent: 50});
        await using _second = await startWorkload({mib: 96, seed: 8, uniquePercent: 50});
        await pace(1000, 20);
        await ksm.waitForFullScans(4, patience);
        const unshared = new Set<number>();
        for (let round = 0; round < 3; round++) {
          const {found} = await examine(quickly);
          // How much CPU the scans in between take is not what this is about.
          expect(warningsIn(found).filter((rule) => rule !== 'poor-yield')).toEqual([]);
          expect(found['mostly-unique']?.state).toBe('ok');
          unshared.add(await ksm.count('pages_unshared'));
          await ksm.waitForFullScans(1, patience);
        }
        expect(unshared.size).toBeGreaterThan(1);
      },
      patientMs,
    );

    test(
      'negative profit',
      async () => {
        await using _workload = await startWorkload({mib: 128, uniquePercent: 100});
        await pace(4000, 20);
        const {code, found} = await examineUntil('host-losing', 'warning');
        expect(code).toBe(1);
        expect(found).toMatchObject({
          'host-losing': {state: 'warning', text: expect.stringContaining('profit -2.00 MiB')},
          'container-losing': {
            state: 'warning',
            text: expect.stringContaining('128 MiB offered, nothing merged, profit -2.00 MiB'),
          },
          verdict: {state: 'note', text: expect.stringContaining('"losing"')},
        });
        await carryOut(found['host-losing']?.cure);
        expect(await ksm.count('general_profit')).toBe(0);
      },
      patientMs,
    );

    test.skipIf(missing('a rival', 'ksmtuned'))('ksmtuned at work', async () => {
      await using _rival = await startKsmtuned();
      await ksm.waitFor('its first round', ({pages_to_scan = 100}) => pages_to_scan !== 100);
      const {code, found} = await examine(quickly);
      expect(code).toBe(1);
      expect(found).toMatchObject({
        'rival-writes': {
          state: 'warning',
          text: expect.stringMatching(/pages_to_scan from \d+ to \d+ .*probably ksmtuned/),
          cure: 'systemctl disable --now ksmtuned',
        },
        'manager-runs': {state: 'note', text: expect.stringContaining('ksmtuned runs')},
      });
    });

    test('a script by the name of a manager, that keeps ksmd off', async () => {
      await using directory = await temporaryDirectory();
      const script = join(directory.path, 'vcmmd');
      await writeFile(script, '#!/bin/sh\necho up\nwhile :; do sleep 1; done\n');
      await chmod(script, 0o755);
      await using rival = await start(program(script));
      await rival.waitForOutput(/up/);
      await using _workload = await startWorkload({mib: 4});
      const {found} = await examine(quickly);
      expect(found).toMatchObject({
        'off-while-offered': {state: 'warning', text: expect.stringContaining('; vcmmd runs: ')},
        'rival-writes': {state: 'ok'},
      });
    });

    test('stopped with merged pages', async () => {
      await using _first = await startWorkload({mib: 16, seed: 9});
      await using _second = await startWorkload({mib: 16, seed: 9});
      await ksm.scanFast();
      await ksm.waitForCounts({pages_sharing: 4096});
      await ksm.write('run', 0);
      const {found} = await examine(quickly);
      expect(found['stale-counters']).toMatchObject({
        state: 'note',
        text: expect.stringContaining('(16.0 MiB saved) stay merged'),
      });
    });

    test('the advisor', async () => {
      await ksm.write('advisor_mode', 'scan-time');
      const {found} = await examine(quickly);
      expect(found['advisor-on']).toMatchObject({state: 'note'});
      await carryOut(found['advisor-on']?.cure);
      expect(await ksm.read('advisor_mode')).toBe('[none] scan-time');
    });

    test('max_page_sharing', async () => {
      await ksm.write('max_page_sharing', 2);
      await using _workloads = await startWorkload({mib: 16, seed: 10});
      await using _more = await startWorkload({mib: 16, seed: 10});
      await using _most = await startWorkload({mib: 16, seed: 10});
      await using _all = await startWorkload({mib: 16, seed: 10});
      await ksm.scanFast();
      await ksm.waitForSettled();
      const {found} = await examine(quickly);
      expect(found['sharing-limit']).toMatchObject({
        state: 'note',
        text: expect.stringContaining('max_page_sharing=2 is reached'),
      });
      await carryOut(found['sharing-limit']?.cure);
      expect([await ksm.read('max_page_sharing'), await ksm.read('run')]).toEqual(['8', '1']);
    });

    test.skipIf(missing('LXC containers', 'lxc'))(
      'tenants that merge with each other',
      async () => {
        const command = ['workload', '--mib', '8', '--seed', '11'];
        await using first = await startLxc({name: uniqueName('a'), command});
        await using second = await startLxc({name: uniqueName('b'), command});
        await ksm.scanFast();
        await ksm.waitFor('all merged', ({pages_sharing = 0}) => pages_sharing >= 2048);
        const {found} = await examine(quickly);
        const {state, text = ''} = found['merged-across-tenants'] ?? {};
        expect(state).toBe('note');
        expect(text).toContain(first.name);
        expect(text).toContain(second.name);
        // Both carry the library that the harness puts into every root.
        expect(found['libraries']?.text).toMatch(/have a KSM preload library installed/);
      },
    );
  },
);

/** Pastes a cure into a shell, and agrees to what it asks. */
const carryOut = (cure = 'false') =>
  mustRun(
    program('/bin/sh', '-c', `ksmtop() { ${shellLine(ksmtopProgram())} "$@" --yes; }; ${cure}`),
  );
