import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {managers} from '../../../source/model/tuning/managers.js';
import {program, shellLine} from '../../support/program.js';
import {missing} from '../../support/requirements.js';
import {mustRun, run} from '../../support/run.js';
import {uniqueName} from '../harness/containers/container.js';
import {
  inside,
  type NspawnContainer,
  startNspawn,
  typeInside,
} from '../harness/containers/nspawn.js';
import {
  guideOf,
  type KsmtopThere,
  lineOf,
  linesBelow,
  preloadOf,
  untilOffered,
  untilPreload,
} from '../harness/guide.js';
import {allocateArgs} from '../harness/ksmd/memory.js';
import {preloadInContainer} from '../harness/roots/rootfs.js';
import {editTo} from '../harness/roots/systemdRoot.js';

const command = ['/bin/allocate', ...allocateArgs({mib: 1})];
const commandLine = command.join(' ');
const service = 'mysql.service';

/** ksmtop inside, to which the machine is its host. */
const ksmtopIn =
  (machine: NspawnContainer): KsmtopThere =>
  (words) =>
    run(inside(machine, shellLine(program('ksmtop', ...words))));

const runningUnit = /^Running as unit: (run-\w+\.service)/m;

describe.skipIf(missing('the steps of the guide on a host with systemd', 'nspawn', 'dbus'))(
  'inside a machine with a real systemd, which is the host there',
  {timeout: 120_000},
  () => {
    const boot = () => startNspawn({name: uniqueName('host'), command, service});

    test.each([
      ['the host', undefined],
      ['the service', service],
    ])('the guide of %s opts the service in, word by word', async (_, name) => {
      await using machine = await boot();
      const there = ksmtopIn(machine);
      const lines = await guideOf(name, [], there);
      await editTo(machine.root, linesBelow(lines, 'In the editor, add these two lines:', 2));
      await typeInside(machine, lineOf(lines, 'systemctl edit '));
      expect(await preloadOf(service, there)).toMatchObject({none: 1});
      await typeInside(machine, lineOf(lines, 'systemctl restart '));
      await untilOffered(service, there);
      if (name === undefined) return;
      const look = await mustRun(inside(machine, lineOf(lines, 'ksmtop print ')));
      expect(look).toMatch(/mysql\.service .*1 (mergeable|merging)/);
    });

    test('the guide of a service by systemd-run makes one that is opted in', async () => {
      await using machine = await boot();
      const there = ksmtopIn(machine);
      const {stderr} = await run(inside(machine, `systemd-run ${commandLine}`));
      const [, first = ''] = runningUnit.exec(stderr) ?? [];
      const step = lineOf(await guideOf(first, [], there), 'systemd-run ');
      expect(step).toBe(`systemd-run -E LD_PRELOAD=${preloadInContainer} COMMAND`);
      await mustRun(inside(machine, `systemctl stop ${first}`));
      const again = await run(inside(machine, step.replace('COMMAND', commandLine)));
      const [, second = ''] = runningUnit.exec(again.stderr) ?? [];
      await untilOffered(second, there);
    });

    test('both lines of the guide of a scope opt a command in', async () => {
      await using machine = await boot();
      const there = ksmtopIn(machine);
      const scope = async (unit: string, line: string) => {
        const shell = program('systemd-run', '--scope', '--unit', unit, 'sh', '-c', line);
        await mustRun(inside(machine, `${shellLine(shell)} </dev/null >/dev/null 2>&1 &`));
      };
      await scope('first.scope', commandLine);
      await untilPreload('first.scope', ['none'], there);
      const lines = await guideOf('first.scope', [], there);
      expect(lines.join(' ')).toContain('It is a scope');
      const plain = lineOf(lines, 'LD_PRELOAD=').replace('COMMAND', commandLine);
      await scope('second.scope', plain);
      await untilOffered('second.scope', there);
      const step = lineOf(lines, 'systemd-run ').replace('COMMAND', commandLine);
      const {stderr} = await run(inside(machine, step));
      const [, third = ''] = runningUnit.exec(stderr) ?? [];
      await untilOffered(third, there);
    });

    const stopping = managers.filter(({cure}) => cure.startsWith('systemctl '));
    test('the cures against programs that manage KSM stop their units', async () => {
      expect(stopping.length).toBeGreaterThan(2);
      await using machine = await boot();
      for (const {cure} of stopping) {
        const unit = `${cure.split(' ').at(-1)}.service`;
        const install = '[Install]\nWantedBy=multi-user.target\n';
        const file = join(machine.root, 'etc/systemd/system', unit);
        await writeFile(file, `[Service]\nExecStart=/bin/sleep 3600\n${install}`);
        await mustRun(inside(machine, `systemctl enable --now ${unit}`));
        await mustRun(inside(machine, cure));
        const {stdout} = await run(inside(machine, `systemctl is-active ${unit}`));
        expect(stdout.trim(), cure).toBe('inactive');
      }
    });
  },
);
