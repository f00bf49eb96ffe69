/** Values by key, in their order. A new list for each value would be quadratic. */
export function groupBy<Key, Value>(
  pairs: ReadonlyArray<readonly [Key, Value]>,
): Map<Key, Value[]> {
  const groups = new Map<Key, Value[]>();
  for (const [key, value] of pairs) {
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
