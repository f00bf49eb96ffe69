import {mkdir, rm, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {missing} from '../../support/requirements.js';
import {mustRun, run} from '../../support/run.js';
import {uniqueName} from '../harness/containers/container.js';
import {inside, startNspawn, typeInside} from '../harness/containers/nspawn.js';
import {guideOf, lineOf, linesBelow, preloadOf, untilOffered} from '../harness/guide.js';
import {allocateArgs} from '../harness/ksmd/memory.js';
import {runKsmtop} from '../harness/ksmtop.js';
import {editTo} from '../harness/roots/systemdRoot.js';

const allocate = ['allocate', ...allocateArgs({mib: 1})];
const service = 'mysql.service';

const expectNone = async (name: string) =>
  expect(await preloadOf(name)).toMatchObject({mergeable: 0, merging: 0, loaded: 0});

describe.skipIf(missing('the steps of the guide in nspawn with systemd', 'nspawn', 'dbus'))(
  'in nspawn with a real systemd',
  {timeout: 120_000},
  () => {
    const boot = (name: string) => startNspawn({name, command: allocate, service});

    test('its lines for one service opt it in, word by word', async () => {
      const name = uniqueName('box');
      await using machine = await boot(name);
      await expectNone(name);
      const lines = await guideOf(name);
      expect(lines[0]).toBe(`ksmtop guide   ${name}, nspawn`);
      await editTo(machine.root, linesBelow(lines, 'In the editor, add these two lines:', 2));
      await typeInside(machine, lineOf(lines, 'systemctl edit '));
      await expectNone(name);
      await typeInside(machine, lineOf(lines, 'systemctl restart '));
      await untilOffered(name);
      const look = lineOf(lines, 'ksmtop print ').split(' ').slice(1);
      expect((await runKsmtop(look)).stdout).toMatch(new RegExp(`${name} .*1 (mergeable|merging)`));
    });

    test('its file for all services opts them in, once the container starts again', async () => {
      const name = uniqueName('box');
      await using machine = await boot(name);
      const lines = await guideOf(name);
      const start = /^Or for all services, in (\S+); then restart the container:$/;
      const file = lines.map((line) => start.exec(line)?.[1]).find((path) => path !== undefined);
      await writeFile(
        join(machine.root, file ?? ''),
        `${linesBelow(lines, start, 2).join('\n')}\n`,
      );
      await machine.restart();
      await untilOffered(name);
    });

    test('its line for /etc/ld.so.preload opts them in', async () => {
      const name = uniqueName('box');
      await using machine = await boot(name);
      const line = (await guideOf(name)).find((text) => text.endsWith(' >> /etc/ld.so.preload'));
      await typeInside(machine, line ?? 'false');
      await typeInside(machine, `systemctl restart ${service}`);
      await untilOffered(name);
    });

    test('its trial of MemoryKSM=yes shows whether it works there, and harms nothing', async () => {
      const name = uniqueName('box');
      await using machine = await boot(name);
      const lines = await guideOf(name);
      const trial = lineOf(lines, 'systemd-run ');
      expect(lines.join(' ')).toContain('If `systemctl --version` inside says 256 or later');
      const text = await mustRun(inside(machine, 'systemctl --version'));
      const version = Number(/^systemd (\d+)/.exec(text)?.[1]);
      const {code, stderr} = await run(inside(machine, trial));
      if (version < 254) {
        expect(stderr).toMatch(/MemoryKSM=yes/);
        expect(code).not.toBe(0);
      } else if (version >= 256) expect({code, stderr}).toMatchObject({code: 0});
      if (code === 0) {
        const [section = ''] = linesBelow(lines, 'In the editor, add these two lines:', 1);
        await editTo(machine.root, [section, 'MemoryKSM=yes']);
        await typeInside(machine, lineOf(lines, 'systemctl edit '));
        await typeInside(machine, lineOf(lines, 'systemctl restart '));
        await untilOffered(name);
      } else {
        const state = await mustRun(inside(machine, `systemctl is-active ${service}`));
        expect(state.trim()).toBe('active');
      }
    });
  },
);

test.skipIf(missing('the steps of the guide in nspawn', 'nspawn'))(
  'in nspawn without an init, its file of settings opts the program in',
  async () => {
    const name = uniqueName('box');
    await using machine = await startNspawn({name, command: allocate});
    await expectNone(name);
    const lines = await guideOf(name);
    const [file = ''] = linesBelow(lines, 'Create this file:');
    expect(file).toBe(`/etc/systemd/nspawn/${name}.nspawn`);
    try {
      await mkdir(dirname(file), {recursive: true});
      await writeFile(file, `${linesBelow(lines, 'Write these two lines to it:', 2).join('\n')}\n`);
      await machine.restart();
      await untilOffered(name);
    } finally {
      await rm(file);
    }
  },
);
