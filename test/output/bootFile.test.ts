import {expect, test} from 'vitest';
import {bootFileText} from '../../source/output/bootFile.js';

const bytes = (text: string) => Buffer.from(text).toString('latin1');

test('a file is shown as a whole, in lines of its own', () => {
  const change = {
    path: '/etc/rc.local',
    after: bytes('#!/bin/sh\n\tönce\n\nexit 0\n'),
    warnings: [],
  };
  expect(bootFileText(change)).toBe(
    '/etc/rc.local would be created:\n\n    #!/bin/sh\n    \tönce\n\n    exit 0\n\n',
  );
  expect(bootFileText({path: '/a', before: 'x', warnings: ['It is.']})).toBe(
    '/a would be removed.\nIt is.\n',
  );
});

test('what a script holds steers no terminal, and hides nothing', () => {
  const text = bootFileText({
    path: '/etc/rc.local',
    before: 'a',
    after: bytes('rm x\recho\u001b]52;c;eA==\u0007\u009b2J\u202e\u0000\n'),
    warnings: ['/etc/tmpfiles.d/\u001b[2J.conf sets KSM parameters too.'],
  });
  expect(text).toBe(
    '/etc/rc.local would become:\n\n    rm x?echo?]52;c;eA==??2J??\n\n/etc/tmpfiles.d/?[2J.conf sets KSM parameters too.\n',
  );
});

test('a change that was agreed to is announced, not asked for', () => {
  const change = {path: '/a', before: 'x', warnings: []};
  expect(bootFileText(change, true)).toBe('/a will be removed.\n');
  expect(bootFileText({...change, after: 'y'}, true)).toMatch(/^\/a will become:\n/);
});
