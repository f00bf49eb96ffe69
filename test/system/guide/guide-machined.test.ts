import {mkdir, rename, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {program, shellLine} from '../../support/program.js';
import {Terminal} from '../../support/pty.js';
import {missing} from '../../support/requirements.js';
import {mustRun, run} from '../../support/run.js';
import {until} from '../../support/until.js';
import {uniqueName} from '../harness/containers/container.js';
import {inside, type NspawnContainer} from '../harness/containers/nspawn.js';
import {
  guideOf,
  type KsmtopThere,
  lineOf,
  linesBelow,
  preloadOf,
  untilOffered,
} from '../harness/guide.js';
import {allocateArgs} from '../harness/ksmd/memory.js';
import {machineRoot, startMachinedHost} from '../harness/roots/machinedHost.js';
import {preloadInContainer} from '../harness/roots/rootfs.js';
import {editing, editTo} from '../harness/roots/systemdRoot.js';

const command = ['allocate', ...allocateArgs({mib: 1})];
const service = 'mysql.service';

describe.skipIf(
  missing('the lines of the guide for machinectl and the unit of nspawn', 'machined', 'dbus'),
)('on a host whose systemd runs machines', () => {
  let host: NspawnContainer;
  let there: KsmtopThere;
  beforeAll(async () => {
    host = await startMachinedHost(uniqueName('host'), service, command);
    there = (words) => run(inside(host, shellLine(program('ksmtop', ...words))));
  }, 120_000);
  afterAll(() => host?.stop());

  const boxRoot = () => machineRoot(host.root, 'box');

  /** The line for a shell is only printed where the library has yet to be installed. */
  const shellStep = async () => {
    const library = join(boxRoot(), preloadInContainer);
    await rename(library, `${library}.away`);
    try {
      return lineOf(await guideOf('box', [], there), 'machinectl shell ');
    } finally {
      await rename(`${library}.away`, library);
    }
  };

  test('its line for a shell opens one, in which its lines opt a service in', async () => {
    const step = await shellStep();
    const lines = await guideOf('box', [], there);
    await editTo(boxRoot(), linesBelow(lines, 'In the editor, add these two lines:', 2));
    await until('the bus of the machine to answer machinectl', async () => {
      return (await run(inside(host, `${step} /bin/true`))).code === 0;
    });
    await using terminal = Terminal.start(inside(host, step));
    const type = async (line: string, answer: RegExp) => {
      terminal.send(Buffer.from(`${line}\r`));
      await terminal.waitFor(answer);
    };
    await terminal.waitFor(/^~ #/m);
    await type('echo in-$(hostname)', /^in-box$/m);
    await type(`export SYSTEMD_EDITOR=${editing.SYSTEMD_EDITOR}; echo set-$?`, /^set-0$/m);
    await type(`${lineOf(lines, 'systemctl edit ')}; echo edited-$?`, /^edited-0$/m);
    expect(await preloadOf('box', there)).toMatchObject({mergeable: 0, merging: 0});
    await type(`${lineOf(lines, 'systemctl restart ')}; echo restarted-$?`, /^restarted-0$/m);
    await untilOffered('box', there);
  });

  test('without an init, its file and its restart of the unit opt the program in', async () => {
    const lines = await guideOf('plain', [], there);
    const [file = ''] = linesBelow(lines, 'Create this file:');
    await mkdir(join(host.root, dirname(file)), {recursive: true});
    const settings = linesBelow(lines, 'Write these two lines to it:', 2);
    await writeFile(join(host.root, file), `${settings.join('\n')}\n`);
    expect(await preloadOf('plain', there)).toMatchObject({mergeable: 0, merging: 0});
    await mustRun(inside(host, lineOf(lines, 'systemctl restart ')));
    await untilOffered('plain', there);
  });
});
