/** `/proc/meminfo`, in bytes. */
export type Meminfo = {
  totalBytes?: number;
  freeBytes?: number;
  /** 3.14; older kernels lack it. */
  availableBytes?: number;
  swapTotalBytes?: number;
  swapFreeBytes?: number;
};

const keys = new Map<string, keyof Meminfo>([
  ['MemTotal', 'totalBytes'],
  ['MemFree', 'freeBytes'],
  ['MemAvailable', 'availableBytes'],
  ['SwapTotal', 'swapTotalBytes'],
  ['SwapFree', 'swapFreeBytes'],
]);

/** Of its fifty lines these alone are taken apart. */
const wantedLine = new RegExp(`^(${[...keys.keys()].join('|')}):\\s+(\\d{1,13}) kB$`, 'gm');

/** `/proc/meminfo`: `Name:   123 kB` lines. */
export function parseMeminfo(text: string): Meminfo {
  const result: Meminfo = {};
  for (const match of text.matchAll(wantedLine)) {
    const key = keys.get(match[1] ?? '');
    if (key !== undefined) {
      result[key] = Number(match[2]) * 1024;
    }
  }

  return result;
}
