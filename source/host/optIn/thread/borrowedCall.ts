import type {AddressRange} from '../../../kernel/process/memory/addressRanges.js';
import type {CallArguments} from '../../../kernel/process/thread/userRegisters.js';
import type {OptInAction} from '../../../model/optIn/optInTarget.js';

/** A system call that a thread of another process is to make; its number is that of x86-64. */
export type BorrowedCall = {
  number: number;
  values: CallArguments;
  /** Error numbers that mean that nothing is left to do. */
  toleratedErrors: readonly number[];
};

/** PR_SET_MEMORY_MERGE, since 6.4. */
const setMemoryMerge = 67n;

export function prctlCall(action: OptInAction): BorrowedCall {
  return {
    number: 157,
    values: [setMemoryMerge, action === 'in' ? 1n : 0n, 0n],
    toleratedErrors: [],
  };
}

/** MADV_MERGEABLE and MADV_UNMERGEABLE. */
const advice: Readonly<Record<OptInAction, bigint>> = {in: 12n, out: 13n};

/** ENOMEM: part of the range is not mapped any more; the rest is done. */
const notMapped = 12;

export function madviseCall(action: OptInAction, {start, end}: AddressRange): BorrowedCall {
  return {number: 28, values: [start, end - start, advice[action]], toleratedErrors: [notMapped]};
}
