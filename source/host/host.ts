import type {ParameterName} from '../kernel/ksm/parameters.js';
import type {Inspection} from '../model/sample/inspection.js';
import type {ProcessName, Sample, WriteOutcome} from '../model/sample/sample.js';
import type {ReadMemoryLimits} from '../model/tuning/memoryLimit.js';
import type {Write} from '../model/tuning/writeOrder.js';
import type {Connection} from './connection.js';

export type {WriteOutcome} from '../model/sample/sample.js';

/**
 * `whole`: processes and containers, too. `host`: only what the kernel tells of the host, for one
 * that is a row among many.
 */
export type SampleScope = 'whole' | 'host';

/** A machine whose KSM is read and tuned. Everything above it is the same for every kind of host. */
export type Host = {
  /**
   * Reads the host once. Never rejects for a missing file or a vanished process;
   * rejects with a sentence when the host itself cannot be read.
   */
  sample(scope?: SampleScope): Promise<Sample>;
  /**
   * Reads everything there is to know of one process; absent when it has ended. Takes tens of
   * milliseconds for a large one. Never rejects.
   */
  inspect(process: ProcessName): Promise<Inspection | undefined>;
  /** Writes one parameter, off the caller's path, and reads it back. Never rejects. */
  write(name: ParameterName, value: string): Promise<WriteOutcome>;
  /** Absent: nothing of the host can be read any more. */
  memoryLimits?: ReadMemoryLimits;
  /**
   * Has these writes done once this program is gone, however that comes, unless the function that
   * it returns was called before; what another program has set by then is left to it. Over a line,
   * its end is taken for that. Absent: the host has no way to.
   */
  writeWhenGone?(writes: readonly Write[]): () => void;
  close(): Promise<void>;
  /** Absent: the host needs none. */
  readonly connection?: Connection | undefined;
};
