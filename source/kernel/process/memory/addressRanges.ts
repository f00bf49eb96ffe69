/** Addresses of a process from `start` up to, but without, `end`. */
export type AddressRange = {start: bigint; end: bigint};

/** As in `/proc/PID/maps`: `7f1c0000-7f1d0000`. */
export function formatRange({start, end}: AddressRange): string {
  return `${start.toString(16)}-${end.toString(16)}`;
}

/** Absent: not a range, or an empty one. */
export function parseRange(text: string): AddressRange | undefined {
  const [, first, last] = /^([0-9a-f]{1,16})-([0-9a-f]{1,16})$/.exec(text) ?? [];
  const range = {start: BigInt(`0x${first ?? 0}`), end: BigInt(`0x${last ?? 0}`)};
  return range.start < range.end ? range : undefined;
}

/** The same addresses in ascending ranges that neither overlap nor touch. */
export function joinRanges(ranges: readonly AddressRange[]): AddressRange[] {
  const joined: AddressRange[] = [];
  for (const {start, end} of ranges.toSorted(byStart)) {
    const last = joined.at(-1);
    if (!last || start > last.end) joined.push({start, end});
    else if (end > last.end) last.end = end;
  }
  return joined;
}

/** Addresses that both have, in ascending ranges. */
export function sharedRanges(
  some: readonly AddressRange[],
  others: readonly AddressRange[],
): AddressRange[] {
  const shared: AddressRange[] = [];
  const left = joinRanges(some);
  const right = joinRanges(others);
  for (let a = 0, b = 0; a < left.length && b < right.length; ) {
    const one = left[a] as AddressRange;
    const other = right[b] as AddressRange;
    const start = one.start > other.start ? one.start : other.start;
    const end = one.end < other.end ? one.end : other.end;
    if (start < end) shared.push({start, end});
    if (one.end < other.end) a++;
    else b++;
  }
  return shared;
}

/** Bytes of ranges that do not overlap. */
export function bytesOfRanges(ranges: readonly AddressRange[]): bigint {
  return ranges.reduce((sum, {start, end}) => sum + end - start, 0n);
}

function byStart(a: AddressRange, b: AddressRange): number {
  return a.start < b.start ? -1 : Number(a.start > b.start);
}
