/** Processors that are online: the `cpuN` lines of `/proc/stat`. */
export function parseCpuCount(text: string): number | undefined {
  const count = text.match(/^cpu\d+ /gm)?.length;
  return count;
}
