import type {ParameterName} from '../kernel/ksm/parameters.js';
import type {
  Estimate,
  EstimateListener,
  EstimateRequest,
} from '../model/estimate/savingsEstimate.js';
import type {MapListener, MapRequest, SharingMap} from '../model/map/sharingMap.js';
import type {OptInChanger} from '../model/optIn/optInChanger.js';
import type {ProcessOptIn} from '../model/optIn/processOptIn.js';
import type {Running} from '../model/running.js';
import type {Inspection} from '../model/sample/inspection.js';
import type {ProcessName, Sample, WriteOutcome} from '../model/sample/sample.js';
import type {ReadTrialFacts} from '../model/trial/trialFacts.js';
import type {TrialNotes} from '../model/trial/trialNote.js';
import type {ReadMemoryLimits} from '../model/tuning/memoryLimit.js';
import type {Write} from '../model/tuning/writeOrder.js';
import type {Connection} from './connection.js';

export type {WriteOutcome} from '../model/sample/sample.js';

/** `whole`: with processes and containers. `host`: only the figures of the host, for a fleet's row. */
export type SampleScope = 'whole' | 'host';

/** A machine whose KSM is read and tuned. Everything above it is the same for every kind of host. */
export type Host = {
  /**
   * Reads the host once. A missing file or a vanished process is no error; rejects with a sentence
   * when the host itself cannot be read.
   */
  sample(scope?: SampleScope): Promise<Sample>;
  /**
   * Reads one process in depth; absent when it has ended. Takes tens of milliseconds for a large
   * one. Never rejects.
   */
  inspect(process: ProcessName): Promise<Inspection | undefined>;
  /** Writes one parameter and reads it back. Never rejects. */
  write(name: ParameterName, value: string): Promise<WriteOutcome>;
  /** Absent: the host can no longer be read. */
  memoryLimits?: ReadMemoryLimits;
  /**
   * Makes these writes happen when this program ends, for whatever reason, unless the returned
   * function was called before; a value that another program has set by then is kept. On a remote
   * host they also happen when the connection ends. Absent: not possible on this host.
   */
  writeWhenGone?(writes: readonly Write[]): () => void;
  /** Ends the children that read for samples; the next sample starts others. Absent: it has none. */
  endReaders?(): void;
  /** Starts to estimate what KSM would save. Absent: the memory of its processes cannot be read from here. */
  estimate?(request: EstimateRequest, listener: EstimateListener): Running<Estimate>;
  /** Starts to read who shares merged pages with whom. Absent: as for `estimate`. */
  map?(request: MapRequest, listener: MapListener): Running<SharingMap>;
  /** Reads what a trial needs besides a sample. Absent: as for `optIn`. */
  trialFacts?: ReadTrialFacts;
  /** Notes what a trial changes. Absent: as for `optIn`. */
  readonly trialNotes?: TrialNotes;
  /** Opts processes in and out. Absent: its processes cannot be stopped from here. */
  readonly optIn?: ProcessOptIn;
  /** Does the same by a program on the host. Absent: none is asked. */
  readonly farOptIn?: OptInChanger;
  close(): Promise<void>;
  /** Absent: the host needs no connection. */
  readonly connection?: Connection | undefined;
};
