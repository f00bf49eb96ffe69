import type {Binding} from './binding.js';
import {type SystemCallName, systemCallNumber} from './systemCallNumbers.js';

/**
 * An argument of a system call. Memory is passed by its address, for the time of the call; the
 * kernel may write to it.
 */
export type Argument = number | bigint | Uint8Array;

/** System calls that Node has no function for. They run on the calling thread, and block it. */
export type SystemCalls = {
  /** The kernel's result; a negative errno if the call failed, as in the kernel's own sources. */
  call(name: SystemCallName, ...args: readonly Argument[]): number;
  /** For memory that points to other memory. Valid as long as something refers to `memory`. */
  addressOf(memory: Uint8Array): bigint;
};

/** `missing`: why there are none, a sentence. */
export type LoadedSystemCalls =
  | {systemCalls: SystemCalls; missing?: undefined}
  | {systemCalls?: undefined; missing: string};

let loading: Promise<LoadedSystemCalls> | undefined;

/** Loads the binding of this runtime, once. Never rejects. */
export function loadSystemCalls(): Promise<LoadedSystemCalls> {
  loading ??= load();
  return loading;
}

async function load(): Promise<LoadedSystemCalls> {
  if (systemCallNumber('ioctl') === undefined) {
    return {missing: `System calls are not known for ${process.arch}, only for x64 and arm64.`};
  }
  try {
    const {bind} =
      process.versions.bun === undefined
        ? await import('./koffiBinding.js')
        : await import('./bunBinding.js');
    return {systemCalls: systemCallsOf(await bind())};
  } catch (error) {
    return {missing: missingText(error)};
  }
}

function missingText(error: unknown): string {
  const {code, message} = error as NodeJS.ErrnoException;
  const cause =
    code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND'
      ? 'The optional package koffi is not installed'
      : `The optional package koffi cannot be loaded (${message.split('\n')[0]})`;
  return `${cause}. Install it with npm, or use the executable, which needs no package.`;
}

function systemCallsOf(binding: Binding): SystemCalls {
  const word = (argument: Argument | undefined) => {
    if (argument === undefined) return 0;
    return typeof argument === 'object' ? binding.addressOf(argument) : argument;
  };
  return {
    call(name, ...[a, b, c, d, e, f]) {
      const number = systemCallNumber(name) as number;
      const result = binding.syscall(number, word(a), word(b), word(c), word(d), word(e), word(f));
      return result === -1 ? -binding.errno() : result;
    },
    addressOf: binding.addressOf,
  };
}
