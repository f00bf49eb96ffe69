import {firstAbove} from './binarySearch.js';

/**
 * Goes round a list that changes, so that each member comes up once in a period however often it is
 * asked: the longer since the last time, the longer the stretch.
 */
export type Rotation<Member> = {
  /** Those due now, `elapsedMs` after the last call, among `members` in rising order of `keyOf`. */
  next(members: readonly Member[], elapsedMs: number): Member[];
};

export function createRotation<Member>(
  periodMs: number,
  keyOf: (member: Member) => number,
): Rotation<Member> {
  let last = Number.NEGATIVE_INFINITY;
  return {
    next(members, elapsedMs) {
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
