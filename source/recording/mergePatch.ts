import {isDeepStrictEqual} from 'node:util';

type Plain = Readonly<Record<string, unknown>>;

export type MergePatch = Record<string, unknown>;

/**
 * The JSON merge patch (RFC 7386) from one plain value to another: new and changed keys, and null
 * for removed ones; absent: nothing changed. Values must not contain null themselves.
 */
export function mergePatch(before: object | undefined, after: object): MergePatch | undefined {
  if (before === after) return undefined;
  const old = (before ?? {}) as Plain;
  const patch: MergePatch = {};
  for (const [key, value] of Object.entries(after as Plain)) {
    const change = changeOf(old[key], value);
    if (change !== undefined) patch[key] = change;
  }
  for (const key of Object.keys(old)) {
    if ((after as Plain)[key] === undefined) patch[key] = null;
  }
  return before && isEmpty(patch) ? undefined : patch;
}

function changeOf(before: unknown, after: unknown): unknown {
  if (before === after) return undefined;
  // A patch can only replace a list as a whole.
  if (Array.isArray(after)) return isDeepStrictEqual(before, after) ? undefined : after;
  if (!isObject(after)) return after;
  return mergePatch(isObject(before) ? before : undefined, after);
}

/** Whether a value is an object other than a list. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEmpty(value: object): boolean {
  for (const _ in value) return false;
  return true;
}
