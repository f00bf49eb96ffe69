import type {TrialRule} from './trialRule.js';

/** What a sample holds of a trial that is under way: what was agreed, done and read so far. */
export type TrialReading = {
  /** Wall clock at its start, milliseconds since 1970, which identifies it. */
  startedMs: number;
  rule: TrialRule;
  /** What an estimate promised; absent: there is none. */
  expectedBytes?: number;
  /** Name of the preset that it tries, too. */
  preset?: string;
  /** What it opted in, once that is done. */
  optedIn?: {monotonicMs: number; processes: number};
  /** The user asked to end it. */
  stopped?: boolean;
  /** It is being taken back: what is read from now on is not part of the trial. */
  takingBack?: boolean;
  /** How it ended, once nothing more is done. */
  ended?: TrialEnd;
  /** `thp_split_page` of `/proc/vmstat`: huge pages of the host that were split since boot. */
  hugePageSplits?: number;
  /** Time in which some task of the host waited for memory: `/proc/pressure/memory`. */
  hostPressureMicroseconds?: number;
  containers: readonly ContainerReading[];
};

export type TrialEnd = 'kept' | 'taken back';

/** A container of a trial; what could not be read is absent. */
export type ContainerReading = {
  id: string;
  /** Untrusted. */
  name: string;
  /** Number of its processes that offer memory. */
  offering: number;
  /** Sums over its processes, in pages. */
  rmapItems?: number;
  mergingPages?: number;
  zeroPages?: number;
  /** Minor faults since its start: `pgfault` less `pgmajfault` of the cgroup's `memory.stat`. */
  minorFaults?: number;
  /** Time in which some task waited for memory: `total` of `some` in `memory.pressure`. */
  pressureMicroseconds?: number;
  /** AnonHugePages of its processes. */
  hugeBytes?: number;
};
