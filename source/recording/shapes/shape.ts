import {DamagedLine} from '../format.js';
import {isObject} from '../mergePatch.js';

/**
 * Applies a merge patch to a value of one type: `before` is a result of the same shape, or absent.
 * It is not modified; the result shares all unchanged parts with it. Throws a DamagedLine for a
 * patch that does not fit the type.
 */
export type Shape<T> = (before: unknown, patch: unknown) => T;

/** The shape of a field that may be absent. */
type Optional<T> = {optional: Shape<T>};

type Fields<T> = {
  [Key in keyof T]-?: Partial<Pick<T, Key>> extends Pick<T, Key>
    ? Optional<Exclude<T[Key], undefined>>
    : Shape<T[Key]>;
};

/** Marks a field of an object as optional. */
export function optional<T>(shape: Shape<T>): Optional<T> {
  return {optional: shape};
}

/** A value without parts. */
export function leaf<T>(name: string, holds: (value: unknown) => boolean): Shape<T> {
  return (_, value) => {
    if (!holds(value)) throw new DamagedLine(`${name} expected, not ${kindOf(value)}`);
    return value as T;
  };
}

/** An object with known fields; others, of a newer program, are skipped. */
export function object<T extends object>(fields: Fields<T>): Shape<T> {
  const all = Object.entries(fields) as Array<[string, Shape<unknown> | Optional<unknown>]>;
  const required = all.filter(([, field]) => !('optional' in field)).map(([name]) => name);
  const shapes = new Map(
    all.map(([name, field]) => [name, 'optional' in field ? field.optional : field]),
  );
  const merge = entries<T>((name) => shapes.get(name));
  return (before, patch) => {
    const value = merge(before, patch);
    for (const name of required) {
      if (!Object.hasOwn(value, name)) throw new DamagedLine(`${name} is missing`);
    }
    return value;
  };
}

/** More than any host has containers. */
const mostKeys = 100_000;

/** Names the type only, as the value may be huge. */
function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value;
}

/** An object whose keys are data; a key without a shape is skipped. */
export function record<T extends object>(
  shapeOf: (key: string) => Shape<unknown> | undefined,
): Shape<T> {
  const merge = entries<T>(shapeOf);
  return (before, patch) => {
    const value = merge(before, patch);
    if (value === before || Object.keys(value).length <= mostKeys) return value;
    throw new DamagedLine('too many entries');
  };
}

function entries<T extends object>(shapeOf: (key: string) => Shape<unknown> | undefined): Shape<T> {
  return (before, patch) => {
    if (!isObject(patch)) throw new DamagedLine(`object expected, not ${kindOf(patch)}`);
    const old = (before ?? {}) as Readonly<Record<string, unknown>>;
    const result: Record<string, unknown> = {...old};
    let changed = before === undefined;
    for (const [key, change] of Object.entries(patch)) {
      const shape = shapeOf(key);
      // Assigning this key would change the prototype.
      if (!shape || key === '__proto__') continue;
      if (change === null) delete result[key];
      else result[key] = shape(old[key], change);
      changed ||= result[key] !== old[key];
    }
    return (changed ? result : before) as T;
  };
}

/** A list, which a patch replaces as a whole. */
export function list<T>(shape: Shape<T>): Shape<readonly T[]> {
  return (_, patch) => {
    if (!Array.isArray(patch)) throw new DamagedLine(`list expected, not ${kindOf(patch)}`);
    return patch.map((value) => shape(undefined, value));
  };
}
