import {createLocalHost, type LocalHost} from '../host/local.js';
import {mountsOf} from './commandLine.js';
import type {CommandLine} from './commandTable.js';
import {UsageError} from './usageError.js';

/** The host that the command line names. Throws a UsageError when there is none. */
export function openHost(line: CommandLine): LocalHost {
  const mounts = mountsOf(line);
  try {
    return createLocalHost(mounts);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
