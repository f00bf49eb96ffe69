import {firstAbove} from './binarySearch.js';

/**
 * Goes round a list that changes, so that the turn of each member comes once in a period, however
 * often the rotation is advanced: the longer since the last time, the more members at once.
 */
export type Rotation<Member> = {
  /** Moves on by `elapsedMs`; returns those due among `members`, which rise by `keyOf`. */
  advance(members: readonly Member[], elapsedMs: number): Member[];
};

export function createRotation<Member>(
  periodMs: number,
  keyOf: (member: Member) => number,
): Rotation<Member> {
  let last = Number.NEGATIVE_INFINITY;
  return {
    advance(members, elapsedMs) {
      const {length} = members;
      const count = Math.min(length, Math.ceil((length * elapsedMs) / periodMs));
      if (count === 0) return [];
      const start = firstAbove(members, keyOf, last);
      const from = start === length ? 0 : start;
      const rest = members.slice(from, from + count);
      const due = rest.concat(members.slice(0, count - rest.length));
      last = keyOf(due.at(-1) as Member);
      return due;
    },
  };
}
