import {afterAll, beforeAll, describe, expect, test} from 'vitest';
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
import {type MachineUser, startUserManager} from '../harness/roots/userManager.js';

const command = ['/bin/allocate', ...allocateArgs({mib: 1})].join(' ');
const service = 'sync.service';

describe.skipIf(missing('the steps of the guide for units of a user', 'nspawn', 'dbus'))(
  "with a user's own systemd",
  () => {
    let machine: NspawnContainer;
    let user: MachineUser;
    let there: KsmtopThere;
    beforeAll(async () => {
      machine = await startNspawn({name: uniqueName('desk'), service: 'mysql.service'});
      user = await startUserManager(machine, service, command);
      there = (words) => run(inside(machine, shellLine(program('ksmtop', ...words))));
    }, 120_000);
    afterAll(() => machine?.stop());

    const idOf = (unit: string) => `service:user@${user.id}.service/${unit}`;
    const runAsUser = (line: string) => run(inside(machine, user.line(line)));
    /** The unit that `systemd-run` says it runs. */
    const unitOf = ({stderr}: {stderr: string}) =>
      /^Running as unit: (\S+?)(?:;|$)/m.exec(stderr)?.[1] ?? stderr;

    test('its lines opt a service in, word by word', async () => {
      const lines = await guideOf(service, [], there);
      expect(lines[0]).toBe(`ksmtop guide   user@${user.id}/${service}, service`);
      expect(lines.join(' ')).toContain(`It belongs to user ${user.name} (${user.id}):`);
      await editTo(machine.root, linesBelow(lines, 'In the editor, add these two lines:', 2));
      await typeInside(machine, user.line(lineOf(lines, 'systemctl --user edit ')));
      expect(await preloadOf(service, there)).toMatchObject({none: 1});
      await typeInside(machine, user.line(lineOf(lines, 'systemctl --user restart ')));
      await untilOffered(service, there);
      const look = await mustRun(inside(machine, lineOf(lines, 'ksmtop print ')));
      expect(look).toMatch(/^\S+ +user@1000\/sync\.serv.* 1 (mergeable|merging)/m);
    });

    test('its line for a service by systemd-run makes one that is opted in', async () => {
      const first = unitOf(await runAsUser(`systemd-run --user ${command}`));
      const step = lineOf(await guideOf(idOf(first), [], there), 'systemd-run ');
      expect(step).toBe(`systemd-run --user -E LD_PRELOAD=${preloadInContainer} COMMAND`);
      const second = unitOf(await runAsUser(step.replace('COMMAND', command)));
      await untilOffered(idOf(second), there);
    });

    test('both lines of the guide of a scope opt a command in', async () => {
      const scope = (unit: string, line: string) =>
        mustRun(
          inside(
            machine,
            user.line(
              `systemd-run --user --scope --unit ${unit} sh -c '${line}' </dev/null >/dev/null 2>&1 &`,
            ),
          ),
        );
      await scope('first.scope', command);
      await untilPreload(idOf('first.scope'), ['none'], there);
      const lines = await guideOf(idOf('first.scope'), [], there);
      expect(lines.join(' ')).toContain('It is a scope');
      await scope('second.scope', lineOf(lines, 'LD_PRELOAD=').replace('COMMAND', command));
      await untilOffered(idOf('second.scope'), there);
      const step = lineOf(lines, 'systemd-run --user ').replace('COMMAND', command);
      await untilOffered(idOf(unitOf(await runAsUser(step))), there);
    });

    test('its trial of MemoryKSM=yes shows whether it works there', async () => {
      const version = Number(
        /^systemd (\d+)/.exec(await mustRun(inside(machine, 'systemctl --version')))?.[1],
      );
      const lines = await guideOf(service, [], there);
      const {code, stderr} = await runAsUser('systemd-run --user --wait -p MemoryKSM=yes true');
      if (version < 254) {
        expect(lines.join(' ')).toContain(`systemd ${version} does not support MemoryKSM=yes`);
        expect({code, stderr}).toEqual({code: 1, stderr: 'Unknown assignment: MemoryKSM=yes\n'});
      } else if (version >= 256) expect({code, stderr}).toMatchObject({code: 0});
    });
  },
);
