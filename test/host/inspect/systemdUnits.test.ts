import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {readUnitMemoryKsm} from '../../../source/host/inspect/systemdUnits.js';
import {createLocalReader} from '../../../source/host/local/localReader.js';
import {type TreeFiles, writeTree} from '../../fixtures/tree.js';

const yes = '[Service]\nMemoryKSM=yes\n';
const no = '[Service]\nMemoryKSM=no\n';
const plain = '[Service]\nExecStart=/usr/bin/app\n';
const cgroupOf = (unit: string) => `0::/system.slice/${unit}`;
const user = '0::/user.slice/user-1000.slice/user@1000.service/app.slice/';

async function asked(files: TreeFiles, cgroup: string, home?: string) {
  using tree = writeTree(files);
  const reader = createLocalReader();
  try {
    return await readUnitMemoryKsm(reader, tree.directory, {cgroup, home});
  } finally {
    reader.close();
  }
}

test.each<[what: string, files: TreeFiles, unit: string, expected: boolean | undefined]>([
  ['a unit', {'etc/systemd/system/app.service': yes}, 'app.service', true],
  ['a unit that says nothing', {'etc/systemd/system/app.service': plain}, 'app.service', undefined],
  ['a template', {'usr/lib/systemd/system/app@.service': yes}, 'app@1.service', true],
  [
    'an instance with a file of its own',
    {'etc/systemd/system/app@.service': yes, 'usr/lib/systemd/system/app@1.service': plain},
    'app@1.service',
    undefined,
  ],
  [
    'a unit in a higher directory',
    {'etc/systemd/system/app.service': plain, 'usr/lib/systemd/system/app.service': yes},
    'app.service',
    undefined,
  ],
  [
    'a command started by systemd-run',
    {'run/systemd/transient/r1.service': yes},
    'r1.service',
    true,
  ],
  [
    'drop-ins of a template',
    {'etc/systemd/system/app@.service.d/ksm.conf': yes},
    'app@1.service',
    true,
  ],
  [
    'drop-ins of a beginning',
    {'etc/systemd/system/foo-.service.d/ksm.conf': yes},
    'foo-bar.service',
    true,
  ],
  [
    'drop-ins of all services',
    {'usr/lib/systemd/system/service.d/10-ksm.conf': yes, 'etc/systemd/system/app.service': plain},
    'app.service',
    true,
  ],
  [
    'a drop-in that takes it back',
    {
      'etc/systemd/system/app.service': yes,
      'etc/systemd/system/app.service.d/a.conf': '[Service]\nMemoryKSM=\n',
    },
    'app.service',
    undefined,
  ],
  [
    'the last drop-in by name, wherever it is',
    {
      'usr/lib/systemd/system/app.service.d/20.conf': yes,
      'etc/systemd/system/app.service.d/10.conf': no,
    },
    'app.service',
    true,
  ],
  [
    'of one name the drop-in in the higher directory',
    {
      'usr/lib/systemd/system/app.service.d/ksm.conf': yes,
      'etc/systemd/system/app.service.d/ksm.conf': no,
    },
    'app.service',
    false,
  ],
  [
    'of one name the drop-in for the unit itself',
    {
      'etc/systemd/system/service.d/ksm.conf': yes,
      'usr/lib/systemd/system/app.service.d/ksm.conf': no,
    },
    'app.service',
    false,
  ],
  [
    'a masked drop-in',
    {
      'usr/lib/systemd/system/app.service.d/ksm.conf': yes,
      'etc/systemd/system/app.service.d/ksm.conf': {link: '/dev/null'},
    },
    'app.service',
    undefined,
  ],
  [
    'an empty drop-in masks as well',
    {
      'usr/lib/systemd/system/app.service.d/ksm.conf': yes,
      'etc/systemd/system/app.service.d/ksm.conf': '',
    },
    'app.service',
    undefined,
  ],
  [
    'files that are no drop-ins',
    {
      'etc/systemd/system/app.service.d/ksm.conf.bak': yes,
      'etc/systemd/system/app.service.d/.ksm.conf': yes,
      'etc/systemd/system/app.service.d/readme': yes,
    },
    'app.service',
    undefined,
  ],
  [
    'drop-ins of another name of the unit',
    {
      'usr/lib/systemd/system/real.service': `${plain}[Install]\nAlias=other.service\n`,
      'etc/systemd/system/other.service': {link: '/usr/lib/systemd/system/real.service'},
      'etc/systemd/system/other.service.d/ksm.conf': yes,
    },
    'real.service',
    true,
  ],
  [
    'not those of another unit that took the name',
    {
      'usr/lib/systemd/system/real.service': `${plain}[Install]\nAlias=other.service\n`,
      'etc/systemd/system/other.service': plain,
      'etc/systemd/system/other.service.d/ksm.conf': yes,
    },
    'real.service',
    undefined,
  ],
  [
    'a unit that is linked from elsewhere',
    {'etc/systemd/system/app.service': {link: '/opt/app.service'}, 'opt/app.service': yes},
    'app.service',
    true,
  ],
])('%s', async (_, files, unit, expected) => {
  expect(await asked(files, cgroupOf(unit))).toBe(expected);
});

test('programs inherit the setting of the user manager, unless their unit has its own', async () => {
  const manager = {'etc/systemd/system/user@.service.d/10-ksm.conf': yes};
  expect(await asked(manager, `${user}app-x-1.scope`)).toBe(true);
  expect(await asked(manager, `${user}mine.service`)).toBe(true);
  const own = {...manager, 'home/u/.config/systemd/user/mine.service': no};
  expect(await asked(own, `${user}mine.service`, '/home/u')).toBe(false);
  expect(await asked({'etc/systemd/user/mine.service': yes}, `${user}mine.service`)).toBe(true);
  expect(
    await asked({'etc/systemd/system/mine.service': yes}, `${user}mine.service`),
  ).toBeUndefined();
});

test('of files without end nothing is known', async () => {
  using tree = writeTree({'etc/systemd/system/app.service': yes});
  const directory = join(tree.directory, 'etc/systemd/system/app.service.d');
  mkdirSync(directory);
  for (let index = 0; index < 101; index++) writeFileSync(join(directory, `${index}.conf`), '');
  const reader = createLocalReader();
  expect(
    await readUnitMemoryKsm(reader, tree.directory, {cgroup: cgroupOf('app.service')}),
  ).toBeUndefined();
  reader.close();
  expect(
    await asked(
      {'etc/systemd/system/app.service': `${yes}#${'x'.repeat(400_000)}`},
      cgroupOf('app.service'),
    ),
  ).toBeUndefined();
});

test('nothing is asked for a process in no service', async () => {
  expect(
    await asked({'etc/systemd/system/service.d/a.conf': yes}, '0::/docker/abc'),
  ).toBeUndefined();
});
