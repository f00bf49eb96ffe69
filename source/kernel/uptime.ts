/** Seconds since boot, the first number of `/proc/uptime`. */
export function parseUptimeSeconds(text: string): number | undefined {
  const seconds = /^(\d{1,15}(?:\.\d{1,9})?)\s/.exec(text)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}
