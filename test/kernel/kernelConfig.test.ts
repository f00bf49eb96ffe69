import {expect, test} from 'vitest';
import {configSets} from '../../source/kernel/kernelConfig.js';

test.each([
  ['CONFIG_KSM=y\n', true],
  ['CONFIG_X=y\nCONFIG_KSM=m\nCONFIG_Y=y', true],
  ['# CONFIG_KSM is not set\n', false],
  ['CONFIG_KSM_X=y\n#CONFIG_KSM=y\n', undefined],
  ['CONFIG_KSM=yes', undefined],
  ['', undefined],
])('%j', (text, expected) => {
  expect(configSets(text, 'CONFIG_KSM')).toBe(expected);
});
