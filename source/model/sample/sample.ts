import type {ContainerIdentity} from '../../kernel/container/identity.js';
import type {KsmFiles} from '../../kernel/ksm/ksmFiles.js';
import type {ParameterName} from '../../kernel/ksm/parameters.js';
import type {Meminfo} from '../../kernel/meminfo.js';
import type {ProcessKsm} from '../../kernel/process/ksmStat.js';
import type {Privileges} from '../../kernel/process/privileges.js';
import type {VmstatKsm} from '../../kernel/vmstat.js';
import type {Doubt} from '../belief/doubt.js';

export type {KsmFiles} from '../../kernel/ksm/ksmFiles.js';
export type {VmstatKsm} from '../../kernel/vmstat.js';

/**
 * Everything read from a host at one instant: plain, serialisable data.
 * An absent key could not be read or does not exist on this kernel; it is never a zero.
 */
export type Sample = {
  /** Wall clock, milliseconds since 1970. */
  timeMs: number;
  /** A clock that never jumps, in milliseconds; the base of every rate. */
  monotonicMs: number;
  host: HostFacts;
  /** Absent: this kernel has no `/sys/kernel/mm/ksm`. */
  ksm?: KsmFiles;
  /** Errno that a write to the KSM files would meet (`EACCES`, `EROFS`); absent: writable. */
  writeRefusal?: string;
  /** What this program wrote into each parameter since the sample before, and last before that. */
  ownWrites?: Readonly<Partial<Record<ParameterName, readonly string[]>>>;
  memory: Meminfo;
  vmstat: VmstatKsm;
  ksmd?: KsmdSample;
  /** Errno of reading ksmd, where it may be there (`EMFILE`); absent: it was read, or is not seen. */
  ksmdRefusal?: string;
  /** User processes; absent: the list was not read yet. Kernel threads are left out. */
  processes?: readonly ProcessSample[];
  /** How many processes are listed but not read yet (a big host, just after the start). */
  processesPending?: number;
  /** Anonymous memory of a container's cgroup, by container id. */
  containerMemory: Readonly<Record<string, number>>;
  /** Names that people gave to containers, by container id; as untrusted as a command. */
  containerNames: Readonly<Record<string, string>>;
  /** Path of the KSM preload library in a container's root, by container id; `false`: none. */
  containerLibraries: Readonly<Record<string, string | false>>;
  /** Containers whose name was not looked for yet. */
  containersPending?: number;
};

export type HostFacts = {
  name: string;
  /** As `uname -r` says it; empty: not known. */
  kernelRelease: string;
  /** Absent: not known. */
  cpuCount?: number;
  pageSizeBytes: number;
  /** Size of a kernel rmap item: mostly 64 bytes on 64-bit, 32 on 32-bit kernels. */
  rmapItemBytes: number;
  /** Clock ticks per second of the times in `/proc/PID/stat`. */
  ticksPerSecond: number;
  uptimeSeconds?: number;
  /** Names of the host's own users, by user id; containers have others. */
  userNames?: Readonly<Record<number, string>>;
  /** NUMA nodes that have memory of their own; absent: a kernel that knows none. */
  nodeCount?: number;
  /** As whom these files are read; absent: not known. */
  reader?: Privileges;
  /** `/proc` shows this reader no processes of other users (`hidepid`); absent: it does, or may. */
  hidesProcesses?: boolean;
  /** `false`: files inside containers are not read, as over SSH; absent: they are. */
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
   * Start time in clock ticks since boot; with the pid it names a process for ever. Absent: the
   * process has not answered since it was first met.
   */
  startTicks?: number;
  parentPid: number;
  /** `comm`; comes from inside the container: never print it unescaped. */
  command: string;
  /** Arguments joined by spaces; as untrusted as `command`. */
  commandLine?: string;
  userId?: number;
  /** Its pid inside its own pid namespace, when that is another one. */
  innerPid?: number;
  container: ContainerIdentity;
  /** Whether the files that tell its KSM state could be read. */
  readable: boolean;
  /** Which of them could not, and why. */
  refusal?: Refusal;
  ksm?: ProcessKsm;
  /** What was taken out of `ksm` as it cannot be; only in the sample of a model, never as read. */
  doubts?: readonly Doubt[];
  preload: PreloadFacts;
  /** Anonymous resident memory. */
  anonBytes?: number;
};

/** Which process is meant; one of unknown start is whoever has the pid. */
export type ProcessName = {pid: number; startTicks?: number | undefined};

/** A file of a process that was not read; `ETIMEDOUT`: it hangs, `EAGAIN`: too many others do. */
export type Refusal = {file: 'ksm_stat' | 'maps'; errno: string};

/** What `/proc/PID/maps` and `environ` say of a KSM preload library. */
export type PreloadFacts = {
  /** Path of the mapped library as the process sees it; `false`: none; absent: maps unreadable. */
  mapped?: string | false;
  /** The entry of LD_PRELOAD or ld.so.preload that asks for it; `false`: none; absent: unreadable. */
  requested?: string | false;
};

/** What came of a write to a parameter of the host. */
export type WriteOutcome = {
  /** The kernel's refusal (`EBUSY`, `EINVAL`, …); absent: the kernel took it. */
  errno?: string;
  /** What the file holds afterwards; absent: it could not be read back. */
  value?: string;
  /** The line ended before the answer: `value` was read back over the next one. */
  answerLost?: true;
  elapsedSeconds: number;
};
