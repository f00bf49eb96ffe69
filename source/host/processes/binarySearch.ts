/** Index of the first member, sorted by `keyOf`, whose key is above this one. */
export function firstAbove<Member>(
  members: readonly Member[],
  keyOf: (member: Member) => number,
  key: number,
): number {
  let low = 0;
  let high = members.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keyOf(members[middle] as Member) > key) high = middle;
    else low = middle + 1;
  }
  return low;
}
