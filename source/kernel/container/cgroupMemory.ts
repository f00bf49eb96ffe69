/** Files by which a cgroup limits memory, in either hierarchy. */
export const limitFiles = {
  unified: {limit: 'memory.max', usage: 'memory.current'},
  memory: {limit: 'memory.limit_in_bytes', usage: 'memory.usage_in_bytes'},
} as const;

/** Without a limit v1 shows the largest number of pages that a word can count, some 2^63 bytes. */
const noLimitBytes = 2 ** 62;

/**
 * Bytes of `memory.max` or `memory.limit_in_bytes`, infinite without a limit; absent: the text is
 * neither.
 */
export function parseMemoryLimit(text: string): number | undefined {
  const limit = text.trim();
  if (limit === 'max') return Number.POSITIVE_INFINITY;
  if (!/^\d{1,20}$/.test(limit)) return undefined;
  const bytes = Number(limit);
  return bytes < noLimitBytes ? bytes : Number.POSITIVE_INFINITY;
}

/**
 * Bytes of the file pages of a cgroup and all below it, from its `memory.stat`: the kernel reclaims
 * them before it kills a process.
 */
export function parseFileBytes(text: string, hierarchy: keyof typeof limitFiles): number {
  const prefix = hierarchy === 'unified' ? '' : 'total_';
  const pattern = new RegExp(`^${prefix}(?:in)?active_file (\\d{1,20})$`, 'gm');
  let bytes = 0;
  for (const match of text.matchAll(pattern)) bytes += Number(match[1]);
  return bytes;
}

/**
 * Anonymous memory in bytes of a cgroup and all below it, from its `memory.stat`: `anon` in the
 * unified hierarchy (v2), `total_rss` in the memory hierarchy (v1); absent: the line is missing.
 */
export function parseCgroupAnonymousBytes(
  text: string,
  hierarchy: keyof typeof limitFiles,
): number | undefined {
  const pattern = hierarchy === 'unified' ? /^anon (\d{1,20})$/m : /^total_rss (\d{1,20})$/m;
  const bytes = pattern.exec(text)?.[1];
  return bytes === undefined ? undefined : Number(bytes);
}

/**
 * Minor faults of a cgroup and all below it since its start, from its `memory.stat`: all page faults
 * less those that had to read from a disk; absent: a line is missing.
 */
export function parseMinorFaults(
  text: string,
  hierarchy: keyof typeof limitFiles,
): number | undefined {
  const prefix = hierarchy === 'unified' ? '' : 'total_';
  const countOf = (name: string) =>
    new RegExp(`^${prefix}${name} (\\d{1,20})$`, 'm').exec(text)?.[1];
  const [all, major] = [countOf('pgfault'), countOf('pgmajfault')];
  return all === undefined || major === undefined ? undefined : Number(all) - Number(major);
}
