/** How much of each content that was read again had not changed, by group. */
export type LastingShares = {
  /** Notes a page that was read again. */
  note(group: number, low: number, high: number, isSame: boolean): void;
  /** Absent: no page of this content was read again. */
  of(low: number, high: number): readonly GroupShare[] | undefined;
};

/** Pages of a content in one group: those that were read again, and those of them that had not changed. */
export type GroupShare = {group: number; read: number; same: number};

export function createLastingShares(): LastingShares {
  const contents = new Map<number, GroupShare[]>();
  return {
    note(group, low, high, isSame) {
      const key = keyOf(low, high);
      const shares = contents.get(key) ?? [];
      if (shares.length === 0) contents.set(key, shares);
      // Groups come one after another, so it can only be the newest.
      let share = shares.at(-1);
      if (share?.group !== group) {
        share = {group, read: 0, same: 0};
        shares.push(share);
      }
      share.read++;
      if (isSame) share.same++;
    },
    of: (low, high) => contents.get(keyOf(low, high)),
  };
}

/** 53 bits of it: as many as a number holds exactly. */
function keyOf(low: number, high: number): number {
  return (high & 0x1f_ffff) * 0x1_0000_0000 + low;
}
