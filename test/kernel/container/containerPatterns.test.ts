import {expect, test} from 'vitest';
import {containerPatterns} from '../../../source/kernel/container/containerPatterns.js';
import {identifyContainer} from '../../../source/kernel/container/identify.js';
import {runtimeId} from '../../fixtures/processes/runtimeId.js';

test.each(containerPatterns)('$kind: $example', ({kind, controller = '', example, monitor}) => {
  const path = example.replaceAll(/\bID\b/g, runtimeId('example'));
  const identity = identifyContainer({cgroup: `0:${controller}:${path}\n`});
  expect(identity.kind).toBe(monitor ? 'host' : kind);
});

// A backtracking pattern would run into the time limit of the test.
test.each([
  '/a'.repeat(2000),
  '/kubepods-pod-'.repeat(300),
  `/libpod_parent${'/x'.repeat(2000)}`,
  '/libpod_parent/x'.repeat(250),
  `/machine.slice/${'0a-'.repeat(1300)}`,
  `/${'a-'.repeat(2000)}`,
  `/${String.raw`snap.\x2d-`.repeat(500)}`,
])('walks the path %#, as long as the kernel allows', (path) => {
  expect(identifyContainer({cgroup: `0::${path}\n`}).kind).toBeTypeOf('string');
});
