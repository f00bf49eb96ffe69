/** How much of the contents that have many frames was the same at the second reading. */
export type LastingShares = {
  /** Notes a frame of those that were read again. */
  note(low: number, high: number, isSame: boolean): void;
  /** 1 if no frame of this content was read again. */
  of(low: number, high: number): number;
};

export function createLastingShares(): LastingShares {
  const counts = new Map<number, {read: number; same: number}>();
  return {
    note(low, high, isSame) {
      const key = keyOf(low, high);
      const count = counts.get(key) ?? {read: 0, same: 0};
      count.read++;
      if (isSame) count.same++;
      counts.set(key, count);
    },
    of(low, high) {
      const {read, same} = counts.get(keyOf(low, high)) ?? {read: 1, same: 1};
      return same / read;
    },
  };
}

/** 53 bits of it: as many as a number holds exactly. */
function keyOf(low: number, high: number): number {
  return (high & 0x1f_ffff) * 0x1_0000_0000 + low;
}
