import {expect, test} from 'vitest';
import {findHostRoot} from '../../../source/host/local/hostRoot.js';
import {type TreeFiles, writeTree} from '../../fixtures/tree.js';

function rootOf(files: TreeFiles): string {
  using tree = writeTree({'proc/stat': '', ...files});
  return findHostRoot(tree.procfs).slice(tree.directory.length);
}

test('is the root of the first process', () => {
  expect(rootOf({'proc/1/root/etc/hostname': 'hn1\n'})).toBe('/proc/1/root');
});

test('is the parent of the procfs without permission to read process 1', () => {
  expect(rootOf({'proc/1/stat': ''})).toBe('');
  // A process of another mount namespace, whose root leads nowhere from here.
  expect(rootOf({'proc/1/root': {link: '/nowhere/at/all'}})).toBe('');
});

test('is the own root on the host itself', () => {
  using tree = writeTree({'proc/1/root': {link: '/'}});
  expect(findHostRoot(tree.procfs)).toBe('/');
});
