/**
 * Microseconds in which some task waited: `total` of the line `some` in `memory.pressure` of a
 * cgroup since its start (4.20, unified hierarchy, kernels with PSI), or in `/proc/pressure/memory`
 * of the host since boot; absent: the text has no such line.
 */
export function parsePressureMicroseconds(text: string): number | undefined {
  const total = /^some .* total=(\d{1,20})$/m.exec(text)?.[1];
  return total === undefined ? undefined : Number(total);
}
