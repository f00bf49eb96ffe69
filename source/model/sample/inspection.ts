import type {ElfFacts} from '../../kernel/process/loader/elf.js';
import type {MemoryRegion} from '../../kernel/process/memory/smaps.js';

/** What is read of one process only while it is shown; absent: could not be read. */
export type Inspection = {
  pid: number;
  /** Absent: its `stat` hangs. */
  startTicks?: number | undefined;
  /** Wall clock, milliseconds since 1970; absent: nothing was read, as in much of a recording. */
  timeMs?: number;
  /** Path of the program in the process's own mount tree. */
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
  /** Why the regions are absent; `not tried`: too many other reads hang. */
  regionsError?: 'denied' | 'too slow' | 'not tried' | 'no resources' | 'too large';
  /** MemoryKSM= of its systemd units; absent: not set, or unknown. */
  unitMemoryKsm?: boolean;
};

/** A KSM preload library as seen by a process. */
export type LibraryFacts = {
  /** As mapped, or else as written in LD_PRELOAD or ld.so.preload. */
  path: string;
  mapped: boolean;
  /** Mapped, but the file was replaced or removed since. */
  deleted: boolean;
  /** Whether the file exists in the process's own root, at a path where a loader looks for it. */
  present?: boolean;
  elf?: ElfFacts;
};
