import {createNumberList} from './numberList.js';

/** Which member uses which frame: one number for each merged page, frame × members + member. */
export type Mappings = {
  add(frame: number, member: number): void;
  /** In ascending order; valid until the next `add`. */
  sorted(): Float64Array;
};

/** Who uses a frame: members in ascending order, and how often each maps it. */
export type Users = {members: number[]; mappings: number[]};

export function createMappings(memberCount: number): Mappings {
  const keys = createNumberList();
  return {
    add: (frame, member) => keys.push(frame * memberCount + member),
    sorted: () => keys.values().sort(),
  };
}

/** Calls back for each frame of sorted mappings. `users` is lent for the call. */
export function forEachFrame(
  keys: Float64Array,
  memberCount: number,
  visit: (frame: number, users: Users) => void,
): void {
  const users: Users = {members: [], mappings: []};
  let frame = -1;
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] as number;
    const member = key % memberCount;
    const keyFrame = (key - member) / memberCount;
    if (keyFrame !== frame) {
      if (frame >= 0) visit(frame, users);
      users.members.length = 0;
      users.mappings.length = 0;
      frame = keyFrame;
    }
    const last = users.members.length - 1;
    if (last >= 0 && users.members[last] === member) {
      users.mappings[last] = (users.mappings[last] as number) + 1;
    } else {
      users.members.push(member);
      users.mappings.push(1);
    }
  }
  if (frame >= 0) visit(frame, users);
}

/** The same mappings by another number of their frames, such as their content's. */
export function renumbered(
  keys: Float64Array,
  memberCount: number,
  numberOf: (frame: number) => number,
): Float64Array {
  return keys
    .map((key) => {
      const member = key % memberCount;
      return numberOf((key - member) / memberCount) * memberCount + member;
    })
    .sort();
}
