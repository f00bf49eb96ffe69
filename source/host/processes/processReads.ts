import {requestedPreload} from '../../kernel/process/environ.js';
import {findPreloadLibrary} from '../../kernel/process/memory/maps.js';
import {parseAnonymousPages} from '../../kernel/process/memory/statm.js';
import {type ProcessStat, parseStat} from '../../kernel/process/stat.js';
import {parseStatus} from '../../kernel/process/status.js';
import {isGone} from '../../kernel/readFailure.js';
import type {Lock, ReadRequest} from '../io/reader.js';
import {setFact, type TrackedProcess} from './trackedProcess.js';

/** The kernel gives up to megabytes; a screen has room for less. */
const commandLineBytes = 4096;
/**
 * Since 4.13 the kernel limits arguments and environment of a program to 6 MiB. Where there is more,
 * or in very long memory maps, the rest is not read and counts as unknown.
 */
const mostBytes = 8_388_607;

/**
 * Requests `stat`: `take` receives what it says, or why it could not be read.
 *
 * Newer kernels (such as 6.18) let a reader of `stat` wait for an exec under way, which waits for
 * the memory lock. Omit `waitsFor` only where that lock was just found free.
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
      setFact(tracked, 'anonBytes', pages === undefined ? undefined : pages * pageSizeBytes);
    },
  };
}

/** Requests what identifies the user and the container of a process. */
export function identityRequests(tracked: TrackedProcess): ReadRequest[] {
  const {directory} = tracked;
  return [
    {
      path: `${directory}/status`,
      take(bytes) {
        const {userId, innerPid, envId} = parseStatus(bytes.toString('latin1'));
        setFact(tracked, 'userId', userId);
        setFact(tracked, 'innerPid', innerPid);
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
        setFact(tracked, 'commandLine', joinArguments(bytes));
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

/** Requests what shows whether a KSM library was asked for, and whether it is mapped. */
export function preloadRequests(tracked: TrackedProcess): ReadRequest[] {
  return [
    {
      path: `${tracked.directory}/environ`,
      waitsFor: tracked.openLock,
      inPieces: true,
      limit: mostBytes + 1,
      take(bytes) {
        setFact(tracked, 'requested', requestedPreload(bytes) || noneIn(bytes));
      },
      fail() {
        setFact(tracked, 'requested', undefined);
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
      setFact(tracked, 'mapped', mapped);
      setFact(tracked, 'mapsRefusal', mapped === undefined ? 'EFBIG' : undefined);
    },
    fail(errno) {
      setFact(tracked, 'mapped', undefined);
      setFact(tracked, 'mapsRefusal', isGone(errno) ? undefined : errno);
    },
  };
}

/** Not found means that there is none, unless the file has more than was read. */
function noneIn({length}: Buffer): false | undefined {
  return length > mostBytes ? undefined : false;
}

/** Each argument ends with a zero byte; a program that renames itself may write anything. */
function joinArguments(bytes: Buffer): string | undefined {
  const text = bytes.toString().replace(/\0+$/, '').replaceAll('\0', ' ');
  return text === '' ? undefined : text;
}
