/** `part / whole`; absent: either is unknown, or the whole is 0. */
export function ratio(part: number | undefined, whole: number | undefined): number | undefined {
  return part === undefined || !whole ? undefined : part / whole;
}

/** The sum; absent: a part is unknown. */
export function sum(...parts: Array<number | undefined>): number | undefined {
  let total = 0;
  for (const part of parts) {
    if (part === undefined) return undefined;
    total += part;
  }
  return total;
}

/** Drops keys whose value is undefined, so that unknown is absent everywhere. */
export function withoutUnknown<T extends object>(values: T): {[K in keyof T]?: NonNullable<T[K]>} {
  const known: {[K in keyof T]?: NonNullable<T[K]>} = {};
  for (const key in values) {
    const value = values[key];
    if (value !== undefined) known[key] = value as NonNullable<T[typeof key]>;
  }
  return known;
}
