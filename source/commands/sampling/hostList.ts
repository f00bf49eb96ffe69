import {closeSync, constants, fstatSync, openSync, readSync} from 'node:fs';
import {errnoOf} from '../../host/io/reader.js';
import {whyUnreadable} from '../../host/io/whyUnreadable.js';
import {quoted} from '../../text/quoted.js';
import {type CommandLine, checkHost} from '../options/command.js';
import {UsageError} from '../options/usageError.js';

/**
 * The hosts of a fleet, from `--host` and `--hosts`; undefined: a single host. Throws a UsageError
 * for an invalid host and for one that is listed twice.
 */
export function fleetHosts({hosts, options}: CommandLine): readonly string[] | undefined {
  if (options.hosts === undefined && hosts.length < 2) return undefined;
  const named = new Map<string, string>();
  const add = (host: string, place: string) => {
    const before = named.get(host);
    if (before) throw new UsageError(`${quoted(host)} is listed twice: ${before}, ${place}.`);
    named.set(host, place);
  };
  for (const host of hosts) add(host, '--host');
  if (options.hosts !== undefined) {
    const path = String(options.hosts);
    for (const [number, host] of parseHostFile(path, readHostFile(path))) {
      add(host, `${path} line ${number}`);
    }
    if (named.size > mostHosts) {
      throw new UsageError(`${path} lists ${named.size} hosts; the limit is ${mostHosts}.`);
    }
    if (named.size === 0) throw new UsageError(`${path} lists no hosts.`);
  }
  return [...named.keys()];
}

/** One host per line, with its line number; `#` starts a comment. */
export function parseHostFile(path: string, text: string): Array<readonly [number, string]> {
  return text.split(/\r?\n/).flatMap((line, index): Array<readonly [number, string]> => {
    const host = line.replace(/(^|\s)#.*$/, '').trim();
    const place = `${path} line ${index + 1}`;
    if (host.length > longestHost) throw new UsageError(`${place} is too long for a host name.`);
    return host === '' ? [] : [[index + 1, checkHost(host, place)]];
  });
}

/** Characters of a user and a host name. */
const longestHost = 512;
/** Larger than any list of hosts. */
const mostBytes = 2 ** 20;
const mostHosts = 4096;
/** For `--hosts <(command)`, which is a pipe. */
const pipeTimeoutMs = 5000;
const pipePollMs = 10;

/** Throws a UsageError for a file that is unreadable, endless or too large for a list of hosts. */
function readHostFile(path: string): string {
  const refuse = (why: string) => new UsageError(`cannot read --hosts ${path}: ${why}.`);
  try {
    // Non-blocking: opening a pipe would otherwise wait for its writer.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const status = fstatSync(file);
      if (status.isDirectory()) throw refuse(whyUnreadable('EISDIR'));
      if (!status.isFile() && !status.isFIFO()) throw refuse('it is a device, not a file');
      const bytes = readUpTo(file, mostBytes + 1, status.isFIFO());
      if (!bytes) throw refuse(`it did not end within ${pipeTimeoutMs / 1000} s`);
      if (bytes.length > mostBytes) throw refuse('it is larger than 1 MiB');
      return bytes.toString();
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw error instanceof UsageError ? error : refuse(whyUnreadable(errnoOf(error)));
  }
}

/** Undefined: the pipe timed out. */
function readUpTo(file: number, most: number, isPipe: boolean): Buffer | undefined {
  const bytes = Buffer.alloc(most);
  const deadlineMs = performance.now() + (isPipe ? pipeTimeoutMs : Number.POSITIVE_INFINITY);
  let length = 0;
  while (length < most) {
    const count = readSome(file, bytes.subarray(length));
    // A pipe whose writer has not opened it yet reads as empty.
    if (count === 0 && (length > 0 || !isPipe)) break;
    if (count) length += count;
    else if (performance.now() > deadlineMs) return undefined;
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pipePollMs);
  }
  return bytes.subarray(0, length);
}

/** Undefined: no data yet. */
function readSome(file: number, into: Buffer): number | undefined {
  try {
    return readSync(file, into);
  } catch (error) {
    if (errnoOf(error) === 'EAGAIN') return undefined;
    throw error;
  }
}
