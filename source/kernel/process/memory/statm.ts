import {readUnsigned} from '../../bytes.js';

const space = 32;
const zero = 48;

/**
 * Anonymous resident pages from `/proc/PID/statm`: resident minus shared (files and shared memory).
 * Works on every kernel, unlike `RssAnon`, and merging does not change it. Absent: invalid text.
 */
export function parseAnonymousPages(bytes: Uint8Array, length = bytes.length): number | undefined {
  const sizeEnd = bytes.indexOf(space);
  const residentEnd = bytes.indexOf(space, sizeEnd + 1);
  const sharedEnd = bytes.indexOf(space, residentEnd + 1);
  if (sizeEnd < 0 || residentEnd < 0 || sharedEnd < 0 || sharedEnd > length) {
    return undefined;
  }

  const resident = readUnsigned(bytes, sizeEnd + 1, residentEnd);
  const shared = readUnsigned(bytes, residentEnd + 1, sharedEnd);
  const anonymous = Math.max(0, resident - shared);
  return Number.isNaN(anonymous) ? undefined : anonymous;
}

/** Whether `/proc/PID/statm` is `0 0 0 …`: a kernel thread, or a process that has ended. */
export function hasNoMemory(bytes: Uint8Array): boolean {
  return bytes[0] === zero && bytes[1] === space;
}
