import {spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {missing} from '../../support/requirements.js';
import {uniqueName} from '../harness/containers/container.js';
import {type HeldKsm, holdKsm, ksmLockTimeoutMs} from '../harness/ksmd/ksm.js';
import {ksmtop, runKsmtop} from '../harness/ksmtop.js';
import {startStuck} from '../harness/stuck.js';

type Printed = {
  containers: ReadonlyArray<{name: string; processes: number; processes_readable: number}>;
};

const timeOf = (lines: readonly string[]) => /\d\d:\d\d:\d\d/.exec(lines[0] ?? '')?.[0];

/** Whether reading it takes longer than any healthy file. */
const hangs = (path: string) =>
  spawnSync('timeout', ['-s', 'KILL', '1', 'cat', path]).status === null;

describe.skipIf(missing('processes that hang', 'ksm', 'fuse'))(
  'a process that holds its memory lock and never lets go',
  () => {
    let ksm: HeldKsm;
    beforeAll(async () => {
      // ksmd itself would wait for the lock, and all that write to it: it stands still.
      ksm = await holdKsm();
    }, ksmLockTimeoutMs);
    afterAll(() => ksm?.restore());

    test('costs its own cells; the screen goes on, and so do print and the keys', async () => {
      const name = uniqueName('stuck');
      await using stuck = await startStuck(name);
      await using terminal = ksmtop(['-d', '0.5'], {columns: 120, rows: 40});
      const row = (processes: string) => new RegExp(`^[ ▸]${name} +lxc +${processes} `, 'm');
      await terminal.waitFor(row('3'));

      await stuck.hang();
      for (const file of ['ksm_stat', 'maps', 'smaps', 'environ']) {
        expect(hangs(`/proc/${stuck.holder}/${file}`), file).toBe(true);
      }
      // What the page tells people to look at answers.
      expect(hangs(`/proc/${stuck.holder}/wchan`)).toBe(false);
      expect(hangs(`/proc/${stuck.waiter}/status`)).toBe(false);
      await terminal.waitFor(row('1/3'));

      // Everything else is shown on time.
      const before = timeOf(terminal.text());
      await terminal.waitFor((lines) => timeOf(lines) !== before, {timeoutMs: 3000});
      await terminal.press('?');
      await terminal.waitFor(/Open the row/, {timeoutMs: 2000});
      await terminal.press('escape');
      await terminal.waitFor(row('1/3'), {timeoutMs: 2000});
      await terminal.filter(name);
      await terminal.press('enter');
      await terminal.waitFor(new RegExp(`^[ ▸] *${stuck.holder} .* unknown `, 'm'));
      await terminal.waitFor(new RegExp(`^[ ▸] *${stuck.server} .* none `, 'm'));
      await terminal.filter(String(stuck.holder));
      await terminal.press('enter');
      await terminal.waitFor(/Reading its KSM state hangs/, {timeoutMs: 20_000});

      const lines = await runKsmtop(['print', '-n', '2', '-d', '0.5']);
      expect(lines.code).toBe(0);
      expect(lines.stdout).toMatch(/^TIME .*\n(?:\d\d:\d\d:\d\d .*\n){2}$/);
      const printed = await runKsmtop(['print', '-n', '2', '-d', '0.5', '--format', 'json']);
      expect(printed.code).toBe(0);
      const {containers} = JSON.parse(printed.stdout.split('\n')[1] ?? '') as Printed;
      expect(containers.find((container) => container.name === name)).toMatchObject({
        // The other one hangs so deep that not even its start time can be read; it counts.
        processes: 3,
        processes_readable: 1,
      });

      await terminal.press('q');
      await terminal.press('escape', 'escape', 'escape', 'q');
      expect(await terminal.exited).toMatchObject({code: 0});
      expect(terminal.alternateScreen).toBe(false);
      expect(terminal.cursorVisible).toBe(true);
      await stuck.stop();
      expect(existsSync(`/proc/${stuck.holder}/exe`)).toBe(false);
    });
  },
);
