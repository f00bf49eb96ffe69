import {describe, expect, test} from 'vitest';
import {
  dropInDirectories,
  fragmentNames,
  ownUnits,
  unitDirectories,
} from '../../../source/kernel/systemd/systemdPaths.js';
import {aliasesOf, parseUnit, withMemoryKsm} from '../../../source/kernel/systemd/systemdUnit.js';

const says = (text: string, before?: boolean) => withMemoryKsm(before, parseUnit(text));

describe('MemoryKSM= in a unit', () => {
  test.each([
    ['yes', '[Service]\nMemoryKSM=yes\n', true],
    ['with spaces', '[Service]\n  MemoryKSM = on  \n', true],
    ['in capitals', '[Service]\nMemoryKSM=TRUE', true],
    ['no', '[Service]\nMemoryKSM=no\n', false],
    ['the last one counts', '[Service]\nMemoryKSM=yes\nMemoryKSM=0\n', false],
    ['in a continued line', '[Service]\nMemoryKSM = \\\n yes\n', true],
    ['in a line that continues after a comment', '[Service]\nMemoryKSM=\\\n# no\n  yes\n', true],
    ['after lines of Windows', '[Service]\r\nMemoryKSM=yes\r\n', true],
    ['after a byte order mark', '\ufeff[Service]\nMemoryKSM=yes\n', true],
    ['taken back', '[Service]\nMemoryKSM=yes\nMemoryKSM=\n', undefined],
    ['nonsense is ignored', '[Service]\nMemoryKSM=yes\nMemoryKSM=maybe\n', true],
    ['in a comment', '[Service]\n#MemoryKSM=yes\n; MemoryKSM=yes\n', undefined],
    ['in a continued value', '[Service]\nExecStart=/bin/x \\\nMemoryKSM=yes\n', undefined],
    ['in another section', '[Unit]\nMemoryKSM=yes\n[X-Service]\nMemoryKSM=yes\n', undefined],
    ['before any section', 'MemoryKSM=yes\n', undefined],
    ['in other letters', '[Service]\nmemoryksm=yes\n', undefined],
    ['after two backslashes', '[Service]\nExecStart=/bin/x \\\\\nMemoryKSM=yes\n', true],
    ['at a continued end', '[Service]\nMemoryKSM=yes\\', true],
    ['nowhere', '', undefined],
  ])('%s', (_, text, expected) => {
    expect(says(text)).toBe(expected);
  });

  test('a drop-in goes over what was before, as far as it says something', () => {
    expect(says('[Service]\n', true)).toBe(true);
    expect(says('[Service]\nMemoryKSM=\n', true)).toBeUndefined();
    expect(says('[Service]\nMemoryKSM=no\n', true)).toBe(false);
  });
});

test('aliases are what the unit asks for', () => {
  const unit = parseUnit('[Install]\nAlias=a.service b.service\nAlias=../c.service d.timer\n');
  expect(aliasesOf(unit)).toEqual(['a.service', 'b.service']);
});

test.each([
  ['0::/system.slice/nginx.service\n', [{name: 'nginx.service'}]],
  ['0::/system.slice/system-app.slice/app@1.service/worker\n', [{name: 'app@1.service'}]],
  ['0::/system.slice/_cpu.service\n', [{name: 'cpu.service'}]],
  [
    '0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-x-4.scope\n',
    [{name: 'user@1000.service'}],
  ],
  [
    '0::/user.slice/user-1000.slice/user@1000.service/app.slice/mine.service\n',
    [{name: 'user@1000.service'}, {name: 'mine.service', userId: 1000}],
  ],
  [
    '4:memory:/old.service\n1:name=systemd:/system.slice/a.service\n0::/system.slice/b.service\n',
    [{name: 'a.service'}],
  ],
  ['0::/user.slice/user-0.slice/session-3.scope\n', []],
  ['', []],
])('%j is in its services', (text, units) => {
  expect(ownUnits(text)).toEqual(units);
});

test('a unit of a template may be in the file of the template', () => {
  expect(fragmentNames('app@1.service')).toEqual(['app@1.service', 'app@.service']);
  expect(fragmentNames('app.service')).toEqual(['app.service']);
});

test.each([
  ['app.service', ['app.service.d']],
  ['foo-bar.service', ['foo-bar.service.d', 'foo-.service.d']],
  ['a-b-c.service', ['a-b-c.service.d', 'a-b-.service.d', 'a-.service.d']],
  ['user@1000.service', ['user@1000.service.d', 'user@.service.d']],
  ['a-b@x.service', ['a-b@x.service.d', 'a-b@.service.d', 'a-@.service.d', 'a-@x.service.d']],
  ['-a.service', ['-a.service.d']],
])('drop-ins of %s', (name, directories) => {
  expect(dropInDirectories(name)).toEqual(directories);
});

test('what an administrator adds comes before what packages install', () => {
  const system = unitDirectories({name: 'a.service'}, '/root');
  const order = [
    '/etc/systemd/system.control',
    '/run/systemd/transient',
    '/etc/systemd/system',
    '/run/systemd/system',
    '/usr/local/lib/systemd/system',
    '/usr/lib/systemd/system',
  ];
  expect(system.filter((directory) => order.includes(directory))).toEqual(order);
  const user = unitDirectories({name: 'a.service', userId: 1000}, '/home/u');
  expect(user).not.toContain('/etc/systemd/system');
  expect(user.indexOf('/home/u/.config/systemd/user')).toBeLessThan(
    user.indexOf('/etc/systemd/user'),
  );
  expect(unitDirectories({name: 'a.service', userId: 1000}, undefined).join()).not.toMatch(
    /home|undefined/,
  );
});
