import type {ContainerIdentity} from '../../kernel/container/identity.js';
import type {ProcessKsm} from '../../kernel/process/ksmStat.js';
import type {ContainerReading, TrialReading} from './trialReading.js';

/** A container of which a trial needs more than a sample has. */
export type TrialContainer = Pick<ContainerIdentity, 'id' | 'cgroup'> & {
  /** The processes whose huge pages are read, which takes milliseconds for a large one. */
  pids: readonly number[];
  /** Processes of which the sample may not show yet what ksmd does, as it reads them in rotation. */
  quietPids: readonly number[];
};

/** What is read for a trial besides a sample; absent: could not be read. */
export type TrialFacts = Pick<TrialReading, 'hugePageSplits' | 'hostPressureMicroseconds'> & {
  /** By container id. */
  containers: Readonly<Record<string, ContainerFacts>>;
  /** By pid, of the quiet processes. */
  ksm: Readonly<Record<number, ProcessKsm>>;
};

export type ContainerFacts = Pick<
  ContainerReading,
  'minorFaults' | 'pressureMicroseconds' | 'hugeBytes'
>;

/** Reads the facts of a trial. Never rejects. */
export type ReadTrialFacts = (containers: readonly TrialContainer[]) => Promise<TrialFacts>;
