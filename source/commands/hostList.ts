import {readFileSync} from 'node:fs';
import {checkHost} from './commandLine.js';
import type {CommandLine} from './commandTable.js';
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
    if (before)
      throw new UsageError(`${JSON.stringify(host)} is named twice: ${before}, ${place}.`);
    named.set(host, place);
  };
  for (const host of hosts) add(host, '--host');
  if (options.hosts !== undefined) {
    const path = String(options.hosts);
    for (const [number, host] of parseHostFile(path, readHostFile(path))) {
      add(host, `${path} line ${number}`);
    }
    if (named.size === 0) throw new UsageError(`${path} names no host.`);
  }
  return [...named.keys()];
}

/** One host a line, with the number of the line; `#` begins a comment. */
export function parseHostFile(path: string, text: string): Array<readonly [number, string]> {
  return text.split(/\r?\n/).flatMap((line, index): Array<readonly [number, string]> => {
    const host = line.replace(/(^|\s)#.*$/, '').trim();
    return host === '' ? [] : [[index + 1, checkHost(host, `${path} line ${index + 1}`)]];
  });
}

function readHostFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    throw new UsageError(`--hosts ${path} cannot be read (${code}).`);
  }
}
