import type {TargetFiles} from '../targetFiles.js';
import type {Trace} from './trace.js';

/** Place of the pointer to the current sequence in `struct rseq`. */
const sequenceOffset = 8n;
/** `struct rseq_cs`: version, flags, start, length, abort address. */
const descriptorBytes = 32;

/**
 * Whether a thread is inside a restartable sequence, rseq(2): left through another system call, it
 * would continue without the protection. True also if that cannot be read.
 */
export function isInSequence(
  trace: Trace,
  files: TargetFiles,
  {pid, tid}: {pid: number; tid: number},
  instruction: bigint,
): boolean {
  const area = trace.rseqAddress(tid);
  if (area === undefined) return true;
  if (area === 0n) return false;
  const pointer = files.memory(pid, area + sequenceOffset, 8);
  if (pointer?.length !== 8) return true;
  const address = pointer.readBigUInt64LE();
  if (address === 0n) return false;
  const descriptor = files.memory(pid, address, descriptorBytes);
  if (descriptor?.length !== descriptorBytes) return true;
  const start = descriptor.readBigUInt64LE(8);
  return instruction >= start && instruction < start + descriptor.readBigUInt64LE(16);
}
