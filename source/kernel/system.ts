/** Small files that describe the whole system, one parser each. */

/** Processors that are online: the `cpuN` lines of `/proc/stat`. */
export function parseCpuCount(text: string): number | undefined {
  const count = text.match(/^cpu\d+ /gm)?.length;
  return count;
}

/** Whether a kernel configuration sets an option; absent: it says nothing of it. */
export function configSets(text: string, option: string): boolean | undefined {
  if (new RegExp(`^${option}=[ym]$`, 'm').test(text)) return true;
  return new RegExp(`^# ${option} is not set$`, 'm').test(text) ? false : undefined;
}

/**
 * What `/proc/loadavg` tells of the tasks of a host, processes and threads alike: how many there
 * are, and the newest id. A task that starts takes a new id, one that ends is one less: while the
 * text stays the same, nobody has come and nobody has gone. Absent when the text is no such line.
 */
export function parseTaskCensus(text: string): string | undefined {
  return /^(?:\d+\.\d+ ){3}\d+\/(\d+ \d+)\s*$/.exec(text)?.[1];
}

/** More numbers than there are of anything that the kernel lists so. */
const mostNumbers = 65_536;

/** The kernel's way to list numbers: `0-3,8`; absent for anything else. */
export function parseNumberList(text: string): number[] | undefined {
  const numbers: number[] = [];
  const trimmed = text.trim();
  if (trimmed === '') return numbers;
  for (const part of trimmed.split(',')) {
    const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part);
    if (!match) return undefined;
    const last = Number(match[2] ?? match[1]);
    for (let number = Number(match[1]); number <= last; number++) {
      if (numbers.length === mostNumbers) return undefined;
      numbers.push(number);
    }
  }
  return numbers;
}

/** `/etc/passwd`: names by user id; the first of several for one id, as the C library has it. */
export function parsePasswd(text: string): Record<number, string> {
  const names: Record<number, string> = {};
  for (const line of text.split('\n')) {
    const [name, , id] = line.split(':');
    if (name && id && /^\d{1,10}$/.test(id)) names[Number(id)] ??= name;
  }
  return names;
}

/** Whether a kernel is of this mainline release or a later one; `false` for one without a number. */
export function isAtLeast(release: string, major: number, minor: number): boolean {
  const match = /^(\d{1,4})\.(\d{1,4})/.exec(release);
  if (!match) return false;
  return Number(match[1]) > major || (Number(match[1]) === major && Number(match[2]) >= minor);
}

/** Seconds since boot, the first number of `/proc/uptime`. */
export function parseUptimeSeconds(text: string): number | undefined {
  const seconds = /^(\d{1,15}(?:\.\d{1,9})?)\s/.exec(text)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}
