import {expect, test} from 'vitest';
import {
  configSets,
  isAtLeast,
  parseCpuCount,
  parseTaskCensus,
  parseUptimeSeconds,
} from '../../source/kernel/system.js';

test.each([
  ['cpu  1 2 3\ncpu0 1 2\ncpu1 3 4\nintr 5 cpu2 1\n', 2],
  // Processors 1 and 2 are offline.
  ['cpu  1\ncpu0 1 2\ncpu3 3 4\ncpu100 3 4\n', 3],
  ['cpu  1\n', undefined],
  ['', undefined],
])('parseCpuCount %j → %j', (text, expected) => {
  expect(parseCpuCount(text)).toBe(expected);
});

test.each([
  ['CONFIG_KSM=y\n', true],
  ['CONFIG_X=y\nCONFIG_KSM=m\nCONFIG_Y=y', true],
  ['# CONFIG_KSM is not set\n', false],
  ['CONFIG_KSM_X=y\n#CONFIG_KSM=y\n', undefined],
  ['CONFIG_KSM=yes', undefined],
  ['', undefined],
])('configSets %j → %j', (text, expected) => {
  expect(configSets(text, 'CONFIG_KSM')).toBe(expected);
});

test.each([
  ['0.00 0.21 0.50 1/10234 30884\n', '10234 30884'],
  ['120.70 99.01 3.50 17/10234 30884\n', '10234 30884'],
  ['', undefined],
  ['0.00 0.21 0.50 1/10234\n', undefined],
  ['0.00 0.21 0.50 x/10234 30884\n', undefined],
])('parseTaskCensus %j → %j', (text, expected) => {
  expect(parseTaskCensus(text)).toBe(expected);
});

test.each([
  ['6.7.0', true],
  ['6.7', true],
  ['6.12.9-amd64', true],
  ['7.0.0-rc1', true],
  ['10.1', true],
  ['6.6.99', false],
  ['5.19.0', false],
  ['2.6.32-042stab145.3', false],
  ['', false],
  ['next', false],
  ['6', false],
])('%s is 6.7 or later: %s', (release, expected) => {
  expect(isAtLeast(release, 6, 7)).toBe(expected);
});

test.each([
  ['1475.60 2543.41\n', 1475.6],
  ['0.00 0.00\n', 0],
  ['12 3\n', 12],
  ['', undefined],
  ['x 1\n', undefined],
  ['-1.0 1\n', undefined],
])('parseUptimeSeconds %j → %j', (text, expected) => {
  expect(parseUptimeSeconds(text)).toBe(expected);
});
