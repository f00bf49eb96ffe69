export type AroundKsm = 'memoryDirectory' | 'kernelThreads' | 'hugePages' | 'systemd';

/**
 * What a host has around KSM and does not change from one sample to the next: looked at once, when
 * somebody asks what is wrong. An absent key could not be read.
 */
export type Surroundings = {
  /** What the configuration of the running kernel says of KSM; absent: there is no such file. */
  kernelConfig?: {file: string; ksm: boolean};
  /** Errno of what could not be read for another reason than that it is not there. */
  refusals?: Readonly<Partial<Record<AroundKsm, string>>>;
  /** Names in `/sys/kernel/mm`; absent: sysfs is not mounted, or something lies over it. */
  memoryDirectory?: readonly string[];
  /** Whether threads of the kernel can be seen: not in a pid namespace, nor with hidepid. */
  kernelThreadsSeen: boolean;
  /** `always`, `madvise` or `never`; absent: a kernel without transparent huge pages. */
  hugePages?: string;
  /** Absent: a kernel without zswap. */
  zswap?: boolean;
  /** Swap areas that lie in compressed memory. */
  zramSwaps: number;
  /** Absent: systemd is not installed, or its version is not to be seen. */
  systemdVersion?: number;
  /** Whether systemd runs the host. */
  systemdRuns: boolean;
};

/** Reads them; absent: there is no host to read them of, as in a replay. Never rejects. */
export type ReadSurroundings = () => Promise<Surroundings>;
