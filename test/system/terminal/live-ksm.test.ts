import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {Terminal} from '../../support/pty.js';
import {missing} from '../../support/requirements.js';
import {until} from '../../support/until.js';
import {type HeldKsm, holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {startWorkload} from '../harness/ksmd/memory.js';
import {ksmtop} from '../harness/ksmtop.js';

/** Counts on the screen have their thousands set apart. */
const number = (text: string | undefined): number => Number(text?.replaceAll(' ', ''));

const trend = (terminal: Terminal, name: string): number => {
  const line = terminal.text().find((text) => text.startsWith(`${name} `)) ?? '';
  return number(/^\w+ +(\d[\d ]*?) {2,}/.exec(line)?.[1]);
};

describe.skipIf(missing('the live screen on a real ksmd', 'ksm', 'gcc', 'libc'))(
  'the live screen on a real ksmd',
  () => {
    let ksm: HeldKsm;
    beforeAll(async () => {
      ksm = await holdKsm();
    }, ksmLockTimeoutMs);
    afterAll(() => ksm?.restore());

    test('starts, speeds up, slows down, stops and takes back, as the kernel confirms', async () => {
      await using terminal = ksmtop();
      await terminal.waitFor(/ksmd +○ stopped.* 100 pages \/ 20 ms/);
      await terminal.press('s');
      await terminal.waitFor(/ksmd +● running/);
      await until('run is 1', async () => (await ksm.read('run')) === '1');
      await terminal.press(']', ']', ']');
      await terminal.waitFor(/800 pages \/ 20 ms/);
      await until('pages_to_scan is 800', async () => (await ksm.read('pages_to_scan')) === '800');
      await terminal.press('[', '{');
      await terminal.waitFor(/400 pages \/ 10 ms/);
      expect(await ksm.read('sleep_millisecs')).toBe('10');
      await terminal.press('}');
      await terminal.waitFor(/400 pages \/ 20 ms/);
      await terminal.press('z', 'z', 'z');
      await terminal.waitFor(/800 pages \/ 20 ms/);
      await until('pages_to_scan is 800', async () => (await ksm.read('pages_to_scan')) === '800');
      await terminal.press('s');
      await terminal.waitFor(/Stop ksmd\?.*y\/N/);
      await terminal.press('n');
      await terminal.waitFor((lines) => !/y\/N/.test(lines.join('\n')));
      expect(await ksm.read('run')).toBe('1');
      // Nobody reads a question in no time: in one piece, this was not typed.
      await terminal.press('sy', 's');
      await terminal.waitFor(/Stop ksmd\?.*y\/N/);
      expect(await ksm.read('run')).toBe('1');
      await terminal.confirm();
      await terminal.waitFor(/ksmd +○ stopped/);
      await until('run is 0', async () => (await ksm.read('run')) === '0');
      await terminal.press('z', 'z', 'z', 'z', 'z');
      await terminal.waitFor(/ksmd +○ stopped.* 100 pages \/ 20 ms/);
      await until('all is as before', async () => (await ksm.read('pages_to_scan')) === '100');
    });

    test('says in a sentence that the advisor owns pages_to_scan', async () => {
      await ksm.write('advisor_mode', 'scan-time');
      await using terminal = ksmtop();
      await terminal.waitFor(/advisor scan-time/);
      const before = await ksm.read('pages_to_scan');
      await terminal.press(']');
      await terminal.waitFor(
        /pages_to_scan is set by the kernel's advisor .*Set advisor_mode=none/s,
      );
      expect(await ksm.read('pages_to_scan')).toBe(before);
      await ksm.write('advisor_mode', 'none');
      await ksm.write('pages_to_scan', 100);
    });

    test('notices what another program sets', async () => {
      await using terminal = ksmtop();
      await terminal.waitFor(/○ stopped.* 100 pages/);
      await ksm.write('run', 1);
      await ksm.write('sleep_millisecs', 33);
      await terminal.waitFor(/● running.*\/ 33 ms/);
      await ksm.write('run', 0);
      await ksm.write('sleep_millisecs', 20);
      await terminal.waitFor(/○ stopped.*\/ 20 ms/);
    });

    test('shows what the kernel counts, and shares it out to the last page', async () => {
      await using _first = await startWorkload({mib: 8, seed: 11});
      await using _second = await startWorkload({mib: 8, seed: 11});
      await ksm.scanFast();
      await ksm.waitForCounts({pages_shared: 2048, pages_sharing: 2048});
      await using terminal = ksmtop(['-d', '0.5'], {columns: 140, rows: 40});
      await terminal.waitFor(() => trend(terminal, 'shared') === 2048);
      await terminal.waitFor(() => trend(terminal, 'sharing') === 2048);
      await terminal.waitFor(/saved +8\.00 MiB/);
      const counts = await ksm.counts();
      expect(counts).toMatchObject({pages_shared: 2048, pages_sharing: 2048});
      await terminal.waitFor(/^▸?host +host .* 2 merging .* 16\.0 MiB +16\.0 MiB +8\.00 MiB/m);
      await terminal.press('enter');
      await terminal.waitFor(/workload .* madvise +merging .* 8\.00 MiB +8\.00 MiB +4\.00 MiB/);
      await terminal.press('enter');
      await terminal.waitFor(/It merges 8\.00 MiB of 8\.00 MiB offered/);
      await terminal.waitFor(/ksm_merging_pages +2 048 pages, 8\.00 MiB/);
    });
  },
);
