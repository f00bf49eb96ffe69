import {requestedPreload} from '../../kernel/process/environ.js';
import {findPreloadLibrary} from '../../kernel/process/maps.js';
import {type ProcessStat, parseStat} from '../../kernel/process/stat.js';
import {parseAnonymousPages} from '../../kernel/process/statm.js';
import {parseStatus} from '../../kernel/process/status.js';
import {isGone} from '../../kernel/readFailure.js';
import type {Lock, ReadRequest} from '../io/reader.js';
import {learn, type TrackedProcess} from './trackedProcess.js';

/** The kernel shows more on request, up to megabytes; a screen has room for less. */
const commandLineBytes = 4096;
/**
 * Since 4.13 the kernel takes no more than 6 MiB of arguments and environment for a program; of
 * older ones, and of memory maps without end, the rest is not read and counts as unknown.
 */
const mostBytes = 8_388_607;

/**
 * Who the process is now: `take` is told what `stat` says, or why it says nothing.
 *
 * Newer kernels (6.18 is one) let a reader of `stat` wait for an exec under way, and an exec waits
 * for the memory lock. Without a lock, this is for processes whose lock was just found free.
 */
export function statRequest(
  directory: string,
  take: (stat: ProcessStat | undefined, errno?: string) => void,
  waitsFor?: Lock,
): ReadRequest {
  return {
    path: `${directory}/stat`,
    ...(waitsFor && {waitsFor}),
    take: (bytes) => take(parseStat(bytes)),
    fail: (errno) => take(undefined, errno),
  };
}

export function memoryRequest(tracked: TrackedProcess, pageSizeBytes: number): ReadRequest {
  return {
    path: `${tracked.directory}/statm`,
    take(bytes) {
      const pages = parseAnonymousPages(bytes);
      learn(tracked, 'anonBytes', pages === undefined ? undefined : pages * pageSizeBytes);
    },
  };
}

/** What tells whose a process is and where it belongs. */
export function identityRequests(tracked: TrackedProcess): ReadRequest[] {
  const {directory} = tracked;
  return [
    {
      path: `${directory}/status`,
      take(bytes) {
        const {userId, innerPid, envId} = parseStatus(bytes.toString('latin1'));
        learn(tracked, 'userId', userId);
        learn(tracked, 'innerPid', innerPid);
        tracked.envId = envId;
      },
    },
    cgroupRequest(tracked),
    {
      path: `${directory}/ns/pid`,
      kind: 'link',
      waitsFor: tracked.openLock,
      take(bytes) {
        tracked.pidNamespace = bytes.toString('latin1');
      },
    },
    {
      path: `${directory}/cmdline`,
      waitsFor: tracked.readLock,
      limit: commandLineBytes,
      take(bytes) {
        learn(tracked, 'commandLine', joinArguments(bytes));
      },
    },
  ];
}

export function cgroupRequest(tracked: TrackedProcess): ReadRequest {
  return {
    path: `${tracked.directory}/cgroup`,
    take(bytes) {
      tracked.cgroup = bytes.toString();
    },
  };
}

/** What tells whether a KSM library was asked for, and whether it is there. */
export function preloadRequests(tracked: TrackedProcess): ReadRequest[] {
  return [
    {
      path: `${tracked.directory}/environ`,
      waitsFor: tracked.openLock,
      inPieces: true,
      limit: mostBytes + 1,
      take(bytes) {
        learn(tracked, 'requested', requestedPreload(bytes) || noneIn(bytes));
      },
      fail() {
        learn(tracked, 'requested', undefined);
      },
    },
    mapsRequest(tracked),
  ];
}

export function mapsRequest(tracked: TrackedProcess): ReadRequest {
  return {
    path: `${tracked.directory}/maps`,
    waitsFor: tracked.openLock,
    inPieces: true,
    limit: mostBytes + 1,
    take(bytes) {
      const mapped = findPreloadLibrary(bytes)?.path ?? noneIn(bytes);
      learn(tracked, 'mapped', mapped);
      learn(tracked, 'mapsRefusal', mapped === undefined ? 'EFBIG' : undefined);
    },
    fail(errno) {
      learn(tracked, 'mapped', undefined);
      learn(tracked, 'mapsRefusal', isGone(errno) ? undefined : errno);
    },
  };
}

/** What was not found: it is not there, unless there is more than was read. */
function noneIn({length}: Buffer): false | undefined {
  return length > mostBytes ? undefined : false;
}

/** Each argument ends with a zero byte; programs that rename themselves write what they like. */
function joinArguments(bytes: Buffer): string | undefined {
  const text = bytes.toString().replace(/\0+$/, '').replaceAll('\0', ' ');
  return text === '' ? undefined : text;
}
