import {expect, test} from 'vitest';
import {isAtLeast} from '../../source/kernel/release.js';

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
