/** The lines of `/proc/meminfo` that ksmtop uses, in bytes; absent: this kernel lacks the line. */
export type Meminfo = {
  totalBytes?: number;
  freeBytes?: number;
  /** Since Linux 3.14. */
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

const wantedLine = new RegExp(`^(${[...keys.keys()].join('|')}):\\s+(\\d{1,13}) kB$`, 'gm');

/** Parses the text of `/proc/meminfo`: lines `Name:   123 kB`. */
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
