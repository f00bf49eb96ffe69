/** Parsers for small files that describe the whole system. */

/** Number of online processors: the `cpuN` lines of `/proc/stat`; absent: there are none. */
export function parseCpuCount(text: string): number | undefined {
  return text.match(/^cpu\d+ /gm)?.length;
}

/** Whether a kernel configuration sets an option; absent: it does not mention it. */
export function configSets(text: string, option: string): boolean | undefined {
  if (new RegExp(`^${option}=[ym]$`, 'm').test(text)) return true;
  return new RegExp(`^# ${option} is not set$`, 'm').test(text) ? false : undefined;
}

/**
 * Number of tasks (processes and threads) and the newest task id, from `/proc/loadavg`. A start
 * changes the id and an end the number: while the text stays the same, no task has started or
 * ended. Absent: the text is not such a line.
 */
export function parseTaskCensus(text: string): string | undefined {
  return /^(?:\d+\.\d+ ){3}\d+\/(\d+ \d+)\s*$/.exec(text)?.[1];
}

/** More than the kernel ever lists this way. */
const mostNumbers = 65_536;

/** Parses a number list as the kernel writes it: `0-3,8`; absent: the text is not one. */
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

/** User names by id, from `/etc/passwd`; of several for one id the first, like the C library. */
export function parsePasswd(text: string): Record<number, string> {
  const names: Record<number, string> = {};
  for (const line of text.split('\n')) {
    const [name, , id] = line.split(':');
    if (name && id && /^\d{1,10}$/.test(id)) names[Number(id)] ??= name;
  }
  return names;
}

/** Whether a kernel release is at least this mainline version; `false`: it has no number. */
export function isAtLeast(release: string, major: number, minor: number): boolean {
  const match = /^(\d{1,4})\.(\d{1,4})/.exec(release);
  if (!match) return false;
  return Number(match[1]) > major || (Number(match[1]) === major && Number(match[2]) >= minor);
}

/** Seconds since boot: the first number of `/proc/uptime`; absent: the text is not such a line. */
export function parseUptimeSeconds(text: string): number | undefined {
  const seconds = /^(\d{1,15}(?:\.\d{1,9})?)\s/.exec(text)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}
