import {expect, test} from 'vitest';
import {optionsForHost} from '../../../../source/host/ssh/farKsmtop/optionsForHost.js';

const usual = {procfs: '/proc', sysfs: '/sys'};

test.each([
  ['-H root@hn1', {destination: 'root@hn1'}, usual],
  ['-H ssh://hn1:2222 --sudo', {destination: 'ssh://hn1:2222', sudo: true}, usual],
  ["-H 'a;b' --sysfs '/mnt/my sys'", {destination: 'a;b'}, {procfs: '/proc', sysfs: '/mnt/my sys'}],
])('%s', (options, destination, mounts) => {
  expect(optionsForHost(destination, mounts)).toBe(options);
});
