/** Whether a kernel is of this mainline release or a later one; `false` for one without a number. */
export function isAtLeast(release: string, major: number, minor: number): boolean {
  const match = /^(\d{1,4})\.(\d{1,4})/.exec(release);
  if (!match) return false;
  return Number(match[1]) > major || (Number(match[1]) === major && Number(match[2]) >= minor);
}
