import {closeSync, constants, fstatSync, openSync, readSync} from 'node:fs';
import {errnoOf} from '../../host/io/reader.js';
import {quoted} from '../../text/quoted.js';
import {type CommandLine, checkHost} from './command.js';
import {UsageError} from './usageError.js';

/**
 * The hosts of a fleet, by the command line and its file of hosts; absent: no fleet is meant.
 * Throws a UsageError for what cannot be a host, and for one that is named twice.
 */
export function fleetHosts({hosts, options}: CommandLine): readonly string[] | undefined {
  if (options.hosts === undefined && hosts.length < 2) return undefined;
  const named = new Map<string, string>();
  const add = (host: string, place: string) => {
    const before = named.get(host);
    if (before) throw new UsageError(`${quoted(host)} is named twice: ${before}, ${place}.`);
    named.set(host, place);
  };
  for (const host of hosts) add(host, '--host');
  if (options.hosts !== undefined) {
    const path = String(options.hosts);
    for (const [number, host] of parseHostFile(path, readHostFile(path))) {
      add(host, `${path} line ${number}`);
    }
    if (named.size > mostHosts) {
      throw new UsageError(
        `${path} names ${named.size} hosts: ${mostHosts} can be watched at most.`,
      );
    }
    if (named.size === 0) throw new UsageError(`${path} names no host.`);
  }
  return [...named.keys()];
}

/** One host a line, with the number of the line; `#` begins a comment. */
export function parseHostFile(path: string, text: string): Array<readonly [number, string]> {
  return text.split(/\r?\n/).flatMap((line, index): Array<readonly [number, string]> => {
    const host = line.replace(/(^|\s)#.*$/, '').trim();
    const place = `${path} line ${index + 1}`;
    if (host.length > longestHost) throw new UsageError(`${place} is too long for a host.`);
    return host === '' ? [] : [[index + 1, checkHost(host, place)]];
  });
}

/** A user and a name. */
const longestHost = 512;
/** More than any fleet has. */
const mostBytes = 2 ** 20;
const mostHosts = 4096;
/** What a shell makes of `<(command)` is a pipe. */
const pipePatienceMs = 5000;
const pipeLookMs = 10;

/** Throws a UsageError for what cannot be read, has no end, or is no list of hosts by its size. */
function readHostFile(path: string): string {
  const refuse = (why: string) => new UsageError(`--hosts ${path} cannot be read: ${why}.`);
  try {
    // Without waiting for somebody to open the other end.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const status = fstatSync(file);
      if (status.isDirectory()) throw refuse('it is a directory');
      if (!status.isFile() && !status.isFIFO()) throw refuse('it is a device, not a file');
      const bytes = readUpTo(file, mostBytes + 1, status.isFIFO());
      if (!bytes) throw refuse(`it did not end within ${pipePatienceMs / 1000} s`);
      if (bytes.length > mostBytes) throw refuse('it is larger than 1 MiB');
      return bytes.toString();
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw error instanceof UsageError ? error : refuse(errnoOf(error));
  }
}

/** Absent: a pipe kept still for too long. */
function readUpTo(file: number, most: number, isPipe: boolean): Buffer | undefined {
  const bytes = Buffer.alloc(most);
  const deadlineMs = performance.now() + (isPipe ? pipePatienceMs : Number.POSITIVE_INFINITY);
  let length = 0;
  while (length < most) {
    const count = readSome(file, bytes.subarray(length));
    // The other end of a pipe may not be open yet.
    if (count === 0 && (length > 0 || !isPipe)) break;
    if (count) length += count;
    else if (performance.now() > deadlineMs) return undefined;
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pipeLookMs);
  }
  return bytes.subarray(0, length);
}

/** Absent: there is nothing yet. */
function readSome(file: number, into: Buffer): number | undefined {
  try {
    return readSync(file, into);
  } catch (error) {
    if (errnoOf(error) === 'EAGAIN') return undefined;
    throw error;
  }
}
