import type {ElfFacts} from '../../kernel/process/elf.js';
import type {MemoryRegion} from '../../kernel/process/smaps.js';

/** What is read of one process only while somebody looks at it; absent = could not be read. */
export type Inspection = {
  pid: number;
  /** Absent: its `stat` does not answer. */
  startTicks?: number | undefined;
  /** Wall clock, milliseconds since 1970; absent: nothing was read, as in much of a recording. */
  timeMs?: number;
  /** Path of the program, as the process's own mount tree has it. */
  executable?: string;
  program?: ElfFacts;
  /** AT_SECURE: the loader ignores LD_PRELOAD, as for setuid and file capabilities. */
  secure?: boolean;
  /** Lines of `/proc/PID/cgroup`. */
  cgroup?: string;
  /** Namespace names, as `pid:[4026531836]`. */
  namespaces: Readonly<Record<string, string>>;
  /** LD_PRELOAD as it was when the program started; `false`: not set. */
  preloadVariable?: string | false;
  /** KSMP_MERGE_THRESHOLD as it was when the program started, in bytes. */
  mergeThresholdBytes?: number;
  /** Entries of `/etc/ld.so.preload` in its root; empty: none, or no such file. */
  preloadFile?: readonly string[];
  /** The library that is mapped, or else asked for. */
  library?: LibraryFacts;
  /** Absent with `regionsError`. */
  regions?: readonly MemoryRegion[];
  /** Why not; `not tried`: so many other reads hang that none was left for it. */
  regionsError?: 'denied' | 'too slow' | 'not tried' | 'no resources' | 'too large';
  /** What its systemd units say of MemoryKSM=; absent: nothing, or not known. */
  unitMemoryKsm?: boolean;
};

/** A KSM preload library as a process would find it. */
export type LibraryFacts = {
  /** As it is written in LD_PRELOAD or ld.so.preload, or mapped. */
  path: string;
  mapped: boolean;
  /** Mapped, but the file was replaced or removed since. */
  deleted: boolean;
  /** Whether the file is there in the process's own root, at a path where a loader looks for it. */
  present?: boolean;
  elf?: ElfFacts;
};
