/**
 * Microseconds in which some task of a cgroup waited, since its start: `total` of the line `some` in
 * `memory.pressure` (4.20, unified hierarchy, kernels with PSI); absent: the text has no such line.
 */
export function parsePressureMicroseconds(text: string): number | undefined {
  const total = /^some .* total=(\d{1,20})$/m.exec(text)?.[1];
  return total === undefined ? undefined : Number(total);
}
