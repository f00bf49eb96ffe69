export type AroundKsm = 'memoryDirectory' | 'kernelThreads' | 'hugePages' | 'systemd';

/**
 * Facts about a host around KSM that do not change between samples, read once, for a diagnosis. An
 * absent key could not be read.
 */
export type Surroundings = {
  /** CONFIG_KSM in the configuration of the running kernel; absent: there is no such file. */
  kernelConfig?: {file: string; ksm: boolean};
  /** Errno of what exists but could not be read. */
  refusals?: Readonly<Partial<Record<AroundKsm, string>>>;
  /** Names in `/sys/kernel/mm`; absent: sysfs is not mounted, or is covered by another mount. */
  memoryDirectory?: readonly string[];
  /** Whether kernel threads are visible: not in a pid namespace, nor with hidepid. */
  kernelThreadsSeen: boolean;
  /** `always`, `madvise` or `never`; absent: a kernel without transparent huge pages. */
  hugePages?: string;
  /** Absent: a kernel without zswap. */
  zswap?: boolean;
  /** Number of swap areas in compressed memory (zram). */
  zramSwaps: number;
  /** Absent: systemd is not installed, or its version is unknown. */
  systemdVersion?: number;
  /** Whether systemd runs the host. */
  systemdRuns: boolean;
};

/** Reads the surroundings of a host; absent in a replay. Never rejects. */
export type ReadSurroundings = () => Promise<Surroundings>;
