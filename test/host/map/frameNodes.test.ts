import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {createHomeNodes, readFrameNodes} from '../../../source/host/map/frameNodes.js';

const sysfs = mkdtempSync(join(tmpdir(), 'ksmtop-nodes-'));
afterEach(() => rmSync(sysfs, {recursive: true, force: true}));

test('blocks of memory tell the node of a frame, and most frames the home of a group', () => {
  for (const path of ['memory', 'node/node0/memory0', 'node/node1/memory1', 'node/node1/cpu1']) {
    mkdirSync(join(sysfs, 'devices/system', path), {recursive: true});
  }
  writeFileSync(join(sysfs, 'devices/system/memory/block_size_bytes'), '8000000\n');
  const nodeOf = readFrameNodes(sysfs, 4096);
  if (!nodeOf) throw new Error('no nodes');
  expect([0, 32_767, 32_768, 65_536].map(nodeOf)).toEqual([0, 0, 1, undefined]);
  const homes = createHomeNodes(nodeOf);
  for (const frame of [1, 2, 32_768]) homes.add(5, frame);
  expect([3, 32_769, 65_536].map((frame) => homes.isElsewhere(frame, 5))).toEqual([
    false,
    true,
    false,
  ]);
  expect(homes.isElsewhere(3, 6)).toBe(false);
});

test('without blocks the nodes are not known', () => {
  expect(readFrameNodes('/nonexistent', 4096)).toBeUndefined();
});
