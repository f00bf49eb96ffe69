/**
 * Anonymous memory in bytes of a cgroup and all below it, from its `memory.stat`:
 * `anon` in the unified hierarchy (v2), `total_rss` in the memory hierarchy (v1).
 */
export function parseCgroupAnonymousBytes(
  text: string,
  hierarchy: 'memory' | 'unified',
): number | undefined {
  const pattern = hierarchy === 'unified' ? /^anon (\d{1,20})$/m : /^total_rss (\d{1,20})$/m;
  const bytes = pattern.exec(text)?.[1];
  return bytes === undefined ? undefined : Number(bytes);
}
