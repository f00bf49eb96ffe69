import {expect, test} from 'vitest';
import {versionText} from '../../source/cli/printInfo.js';

const node = {versions: {node: '24.21.0'}, platform: 'linux', arch: 'x64'} as NodeJS.Process;
const bun = {
  versions: {node: '24.3.0', bun: '1.4.5'},
  platform: 'linux',
  arch: 'arm64',
} as unknown as NodeJS.Process;

test('has the version, the commit, and what it runs on', () => {
  expect(versionText('0.1.0', '0123456789, 2026-11-26', node)).toBe(
    '0.1.0 (0123456789, 2026-11-26, Node 24.21.0, linux x64)',
  );
  expect(versionText('0.1.0', '0123456789, 2026-11-26', bun)).toBe(
    '0.1.0 (0123456789, 2026-11-26, Bun 1.4.5, linux arm64)',
  );
});

test('has what is known of a build from an archive', () => {
  expect(versionText('0.1.0', '', node)).toBe('0.1.0 (Node 24.21.0, linux x64)');
});
