import {describe, expect, test} from 'vitest';
import {advance} from '../../../source/model/advance.js';
import {
  dangersOf,
  limitDangers,
  type MemoryLimit,
} from '../../../source/model/tuning/memoryLimit.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

const pages = (mib: number) => mib * 256;

/** A container that has merged so much. */
const merged = (path: string, mib: number) => {
  const name = path.split('/').at(-1) ?? '';
  return processOf({
    container: {kind: 'lxc', id: `lxc:${name}`, name, cgroup: {hierarchy: 'unified', path}},
    ksm: {rmapItems: pages(mib), mergingPages: pages(mib), zeroPages: 0, mergeable: true},
  });
};

const left = (path: string, mib: number): MemoryLimit => ({
  cgroup: {hierarchy: 'unified', path},
  leftBytes: mib * 2 ** 20,
});

function modelOf(...processes: Array<ReturnType<typeof merged>>) {
  return advance(undefined, sampleOf({ksm: {pages_shared: 1, pages_sharing: 99_999}, processes}));
}

test('names the container whose limit leaves too little', () => {
  const model = modelOf(merged('/lxc/shop', 80), merged('/lxc/mail', 80));
  expect(limitDangers(model, [left('/lxc/shop', 64), left('/lxc/mail', 81)])).toEqual([
    'The memory limit of shop leaves 64.0 MiB, but up to 80.0 MiB may be needed: the kernel may kill its processes.',
  ]);
});

test('adds up what is under one limit, and says it once', () => {
  const model = modelOf(merged('/pods/a', 60), merged('/pods/b', 60), merged('/podsc', 60));
  const both =
    'The memory limit of a, b leaves 100 MiB, but up to 120 MiB may be needed: the kernel may kill their processes.';
  expect(limitDangers(model, [left('/pods', 100)])).toEqual([both]);
  expect(limitDangers(model, [left('/pods', 100), left('/pods/a', 1)])).toEqual([
    expect.stringMatching(/^The memory limit of a leaves 1\.00 MiB/),
    both,
  ]);
  const each = [left('/pods/b', 2), left('/pods', 100), left('/pods/a', 1)];
  expect(limitDangers(model, each)).toHaveLength(2);
});

test('tells the worst three of many', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const model = modelOf(...names.map((name, index) => merged(`/lxc/${name}`, 10 + index)));
  const sentences = limitDangers(
    model,
    names.map((name) => left(`/lxc/${name}`, 5)),
  );
  expect(sentences.map((text) => /of (\w) leaves/.exec(text)?.[1])).toEqual([
    'e',
    'd',
    'c',
    undefined,
  ]);
  expect(sentences[3]).toBe('The same applies to 2 more memory limits.');
});

test('counts free swap as left, and shows no name raw', () => {
  const model = modelOf(merged('/lxc/a\u001b[2J', 10));
  const limits = [left('/lxc/a\u001b[2J', 5)];
  expect(limitDangers(model, limits).join()).toMatch(/of a\?\[2J leaves/);
  const swapping = advance(undefined, {
    ...model.sample,
    memory: {...model.sample.memory, swapFreeBytes: 2 ** 30},
  });
  expect(limitDangers(swapping, limits)).toEqual([]);
});

describe('a limit that could not be read', () => {
  const unread = (path: string): MemoryLimit => ({cgroup: {hierarchy: 'unified', path}});

  test('is said to be unknown, once for all containers below', () => {
    const model = modelOf(merged('/pods/a', 60), merged('/pods/b', 60), merged('/mail', 60));
    expect(limitDangers(model, [unread('/pods/a'), unread('/pods'), left('/mail', 1)])).toEqual([
      expect.stringMatching(/^The memory limit of mail leaves 1\.00 MiB/),
      'The memory limit of a, b could not be read: if it is low, the kernel may kill their processes.',
    ]);
  });

  test('is no danger where swap has room for all that is merged', () => {
    const model = modelOf(merged('/lxc/shop', 80));
    const swapping = advance(undefined, {
      ...model.sample,
      memory: {...model.sample.memory, swapFreeBytes: 2 ** 30},
    });
    expect(limitDangers(model, [unread('/lxc/shop')])).toHaveLength(1);
    expect(limitDangers(swapping, [unread('/lxc/shop')])).toEqual([]);
  });
});

test('reads limits only for an unmerge, and only of containers that merge', async () => {
  const idle = processOf({container: {...merged('/lxc/idle', 0).container}});
  const model = modelOf(merged('/lxc/shop', 80), idle);
  const asked: unknown[] = [];
  const memoryLimits = async (cgroups: unknown) => {
    asked.push(cgroups);
    return [left('/lxc/shop', 1)];
  };
  expect(await dangersOf(model, [{name: 'run', to: '0'}], {memoryLimits})).toEqual([]);
  expect(asked).toEqual([]);
  expect(await dangersOf(model, [{name: 'run', to: '2'}], {memoryLimits})).toHaveLength(1);
  expect(asked).toEqual([[{hierarchy: 'unified', path: '/lxc/shop'}]]);
  expect(await dangersOf(model, [{name: 'run', to: '2'}], {})).toEqual([]);
});

test('where the kernel does not tell what a container has merged, its limit is unknown, too', () => {
  const known = merged('/lxc/known', 10);
  const {ksm: _, ...old} = merged('/lxc/old', 0);
  const sentence = expect.stringMatching(/^What some containers have merged is unknown/);
  expect(limitDangers(modelOf(known, old), [left('/lxc/known', 64)])).toEqual([sentence]);
  expect(limitDangers(modelOf(known), [left('/lxc/known', 64)])).toEqual([]);
  const ksm = {pages_shared: 0, pages_sharing: 0};
  expect(limitDangers(advance(undefined, sampleOf({ksm, processes: [old]})), [])).toEqual([]);
});
