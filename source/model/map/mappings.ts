import {createNumberList} from './numberList.js';

/** Which member uses which frame: one number for each merged page, of the frame and the member. */
export type Mappings = {
  add(frame: number, member: number): void;
  /** In ascending order; valid until the next `add`. */
  sorted(): Float64Array;
};

/** Who uses a frame: members in ascending order, and how often each maps it. */
export type Users = {length: number; members: Int32Array; mappings: Int32Array};

export function createMappings(memberCount: number): Mappings {
  const stride = strideOf(memberCount);
  const keys = createNumberList();
  return {
    add: (frame, member) => keys.push(frame * stride + member),
    sorted: () => keys.values().sort(),
  };
}

/** A power of two, by which a division is exact. */
function strideOf(memberCount: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, memberCount)));
}

/** Room for the users of one frame. */
export function roomForUsers(memberCount: number): Users {
  return {
    length: 0,
    members: new Int32Array(memberCount),
    mappings: new Int32Array(memberCount),
  };
}

/** Adds uses of the same member as the last, or of a higher one. */
export function addUser(users: Users, member: number, mappings: number): void {
  const last = users.length - 1;
  if (last >= 0 && users.members[last] === member) {
    users.mappings[last] = (users.mappings[last] as number) + mappings;
    return;
  }
  users.members[users.length] = member;
  users.mappings[users.length++] = mappings;
}

/** Calls back for each frame of sorted mappings. `users` is lent for the call. */
export function forEachFrame(
  keys: Float64Array,
  memberCount: number,
  visit: (frame: number, users: Users) => void,
): void {
  const stride = strideOf(memberCount);
  const users = roomForUsers(memberCount);
  let frame = -1;
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index] as number;
    const keyFrame = Math.floor(key / stride);
    if (keyFrame !== frame) {
      if (frame >= 0) visit(frame, users);
      users.length = 0;
      frame = keyFrame;
    }
    addUser(users, key - keyFrame * stride, 1);
  }
  if (frame >= 0) visit(frame, users);
}

/** The same mappings by another number of their frames, such as their content's. */
export function renumbered(
  keys: Float64Array,
  memberCount: number,
  numberOf: (frame: number) => number,
): Float64Array {
  const stride = strideOf(memberCount);
  return keys
    .map((key) => {
      const frame = Math.floor(key / stride);
      return numberOf(frame) * stride + (key - frame * stride);
    })
    .sort();
}
