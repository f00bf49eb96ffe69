import type {ContainerIdentity} from '../../kernel/container/identity.js';
import type {KsmFiles} from '../../kernel/ksm/ksmFiles.js';
import type {ParameterName} from '../../kernel/ksm/parameters.js';
import type {Meminfo} from '../../kernel/meminfo.js';
import type {ProcessKsm} from '../../kernel/process/ksmStat.js';
import type {Privileges} from '../../kernel/process/privileges.js';
import type {VmstatKsm} from '../../kernel/vmstat.js';
import type {Doubt} from '../belief/doubt.js';
import type {RegisteredOptIn} from '../optIn/optInRegister.js';
import type {TrialReading} from '../trial/trialReading.js';

export type {KsmFiles} from '../../kernel/ksm/ksmFiles.js';
export type {VmstatKsm} from '../../kernel/vmstat.js';

/**
 * Everything read from a host at one instant: plain, serializable data.
 * An absent key could not be read or does not exist on this kernel; it never means zero.
 */
export type Sample = {
  /** Wall clock, milliseconds since 1970. */
  timeMs: number;
  /** Monotonic clock in milliseconds, the base of every rate. */
  monotonicMs: number;
  host: HostFacts;
  /** How this host is reached; absent: ksmtop runs there. */
  remote?: RemoteHost;
  /** Absent: this kernel has no `/sys/kernel/mm/ksm`. */
  ksm?: KsmFiles;
  /** Errno with which a write to the KSM files would fail (`EACCES`, `EROFS`); absent: writable. */
  writeRefusal?: string;
  /** What this program wrote to each parameter since the previous sample, and the last write before. */
  ownWrites?: Readonly<Partial<Record<ParameterName, readonly string[]>>>;
  memory: Meminfo;
  vmstat: VmstatKsm;
  ksmd?: KsmdSample;
  /** Errno of reading ksmd, where it may exist (`EMFILE`); absent: it was read, or is not visible. */
  ksmdRefusal?: string;
  /** User processes, without kernel threads; absent: the list was not read yet. */
  processes?: readonly ProcessSample[];
  /** Number of processes listed but not read yet (a large host, just after the start). */
  processesPending?: number;
  /** Anonymous memory of a container's cgroup, by container id. */
  containerMemory: Readonly<Record<string, number>>;
  /** Names that people gave to containers, by container id; as untrusted as a command. */
  containerNames: Readonly<Record<string, string>>;
  /** Path of the KSM preload library in a container's root, by container id; `false`: none. */
  containerLibraries: Readonly<Record<string, string | false>>;
  /** Number of containers whose name was not looked up yet. */
  containersPending?: number;
  /** What ksmtop opted in since the boot and did not opt out; absent: nothing that is known of. */
  optIns?: readonly RegisteredOptIn[];
  /** Why it is not known what ksmtop opted in, a sentence. */
  optInsProblem?: string;
  /** Of a trial that this program makes; absent: there is none. */
  trial?: TrialReading;
};

export type RemoteHost = {
  /** As it was given, `root@hn1`; of a recording, with its relation to this host. */
  name: string;
  /**
   * How a command line of ksmtop names it, quoted for a shell: `-H root@hn1 --sudo`. Absent: it is
   * known only to Prometheus, or from a recording.
   */
  options?: string;
};

export type HostFacts = {
  name: string;
  /** As from `uname -r`; empty: unknown. */
  kernelRelease: string;
  /** Online processors; absent: unknown. */
  cpuCount?: number;
  pageSizeBytes: number;
  /** Size of a kernel rmap item: mostly 64 bytes on 64-bit, 32 on 32-bit kernels. */
  rmapItemBytes: number;
  /** Clock ticks per second of the times in `/proc/PID/stat`. */
  ticksPerSecond: number;
  uptimeSeconds?: number;
  /** Names of the host's own users, by user id; containers have others. */
  userNames?: Readonly<Record<number, string>>;
  /** NUMA nodes that have memory of their own; absent: a kernel without NUMA. */
  nodeCount?: number;
  /** Privileges with which these files are read; absent: unknown. */
  reader?: Privileges;
  /** `/proc` hides processes of other users from this reader (`hidepid`); absent: not known to. */
  hidesProcesses?: boolean;
  /** `/proc/meminfo` is that of a container (LXCFS): how much memory the host has is unknown. */
  memoryOfContainer?: boolean;
  /** `false`: files inside containers are not read, as via SSH; absent: they are. */
  containerFilesRead?: false;
};

export type KsmdSample = {
  pid: number;
  /** utime + stime, in clock ticks. */
  cpuTicks: number;
};

export type ProcessSample = {
  pid: number;
  /**
   * Start time in clock ticks since boot, which with the pid identifies a process; absent: its
   * `stat` has hung since it was first seen.
   */
  startTicks?: number;
  parentPid: number;
  /** `comm`, from inside the container: never print it unescaped. */
  command: string;
  /** Arguments joined by spaces; as untrusted as `command`. */
  commandLine?: string;
  userId?: number;
  /** Its pid inside its own pid namespace; absent: the same. */
  innerPid?: number;
  container: ContainerIdentity;
  /** Whether the files that show its KSM state could be read. */
  readable: boolean;
  /** Which of them could not be read, and why. */
  refusal?: Refusal;
  ksm?: ProcessKsm;
  /** Impossible counts removed from `ksm`; only in the sample of a model, never as read. */
  doubts?: readonly Doubt[];
  preload: PreloadFacts;
  /** Anonymous resident memory. */
  anonBytes?: number;
};

/** Identifies a process; without a start, whichever process has the pid. */
export type ProcessName = {pid: number; startTicks?: number | undefined};

/** A file of a process that was not read; `ETIMEDOUT`: it hangs, `EAGAIN`: too many others hang. */
export type Refusal = {file: 'ksm_stat' | 'maps'; errno: string};

/** What `/proc/PID/maps` and `environ` say about a KSM preload library. */
export type PreloadFacts = {
  /** Path of the mapped library as the process sees it; `false`: none; absent: maps unreadable. */
  mapped?: string | false;
  /** The entry of LD_PRELOAD or ld.so.preload that asks for it; `false`: none; absent: unreadable. */
  requested?: string | false;
};

/** The result of writing a parameter. */
export type WriteOutcome = {
  /** The kernel's refusal (`EBUSY`, `EINVAL`, …); absent: the kernel accepted it. */
  errno?: string;
  /** What the file holds afterwards; absent: it could not be read back. */
  value?: string;
  /** The line ended before the answer: `value` was read back over the next one. */
  answerLost?: true;
  elapsedSeconds: number;
};
