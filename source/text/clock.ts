/** The local time of day, as `10:15:32`. */
export function clockTime(timeMs: number): string {
  return new Date(timeMs).toTimeString().slice(0, 8);
}

/** The local date, as `2026-11-24`. */
export function clockDate(timeMs: number): string {
  const date = new Date(timeMs);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
