import {expect, test} from 'vitest';
import {mergePatch} from '../../source/recording/mergePatch.js';
import {random} from '../fixtures/random.js';

type Json = {[key: string]: unknown};

/** The algorithm as section 2 of RFC 7386 writes it. */
function applyPatch(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result: Json = typeof target === 'object' && !Array.isArray(target) ? {...target} : {};
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = applyPatch(result[name], value);
  }
  return result;
}

test.each<[before: Json, after: Json, patch: Json | undefined]>([
  [{a: 'b'}, {a: 'c'}, {a: 'c'}],
  [{a: 'b'}, {a: 'b', b: 'c'}, {b: 'c'}],
  [{a: 'b', b: 'c'}, {b: 'c'}, {a: null}],
  [{a: {b: 'c', d: 1}}, {a: {b: 'd', d: 1}}, {a: {b: 'd'}}],
  [{a: {b: 'c'}}, {a: {}}, {a: {b: null}}],
  [{}, {a: {}}, {a: {}}],
  [{a: 1}, {a: {b: 1}}, {a: {b: 1}}],
  [{a: {b: 1}}, {a: false}, {a: false}],
  [{a: [1, 2]}, {a: [1, 2]}, undefined],
  [{a: [1, 2]}, {a: [1]}, {a: [1]}],
  [{a: {b: 1}}, {a: {b: 1}}, undefined],
  [{a: 1}, {a: undefined}, {a: null}],
])('from %j to %j', (before, after, patch) => {
  expect(mergePatch(before, after)).toEqual(patch);
});

test('what is compared with nothing is its own patch', () => {
  expect(mergePatch(undefined, {a: {b: 1}})).toEqual({a: {b: 1}});
  expect(mergePatch(undefined, {})).toEqual({});
});

test('leads from any of 1000 values to any other, as RFC 7386 applies it', () => {
  const pick = random(7);
  const value = (depth: number): unknown => {
    const kind = pick(depth > 0 ? 5 : 3);
    if (kind === 0) return pick(3);
    if (kind === 1) return ['', 'x', '\u001b'][pick(3)];
    if (kind === 2) return pick(2) === 0;
    return object(depth - 1);
  };
  const object = (depth: number): Json =>
    Object.fromEntries(Array.from({length: pick(4)}, () => ['abcd'[pick(4)], value(depth)]));
  let before = object(3);
  for (let round = 0; round < 1000; round++) {
    const after = object(3);
    const patch = mergePatch(before, after);
    expect(patch === undefined ? before : applyPatch(before, patch)).toEqual(after);
    before = after;
  }
});
