/** What one may type to go to a time of a recording. */
export const replayTimeHint = 'HH:MM or HH:MM:SS, optionally after a date; start; end';

const dayMs = 86_400_000;

/**
 * The moment that was typed, in milliseconds since 1970; absent: it cannot be understood. A time
 * without a date is that of the day shown, or else of the nearest day that has it in the recording.
 */
export function parseReplayTime(
  text: string,
  {startMs, shownMs, endMs}: {startMs: number; shownMs: number; endMs: number},
): number | undefined {
  const typed = text.trim().toLowerCase();
  if (typed === 'start') return startMs;
  // Wherever that is by then.
  if (typed === 'end') return Number.POSITIVE_INFINITY;
  const [, date, hours, minutes, seconds = '0'] =
    /^(?:(\d{4}-\d{2}-\d{2})[ t]+)?(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(typed) ?? [];
  if (Number(hours) > 23 || !(Number(minutes) < 60) || Number(seconds) > 59) return undefined;
  const onDayOf = (day: Date) =>
    day.setHours(Number(hours), Number(minutes), Number(seconds), 0) || undefined;
  if (date !== undefined) return onDayOf(new Date(`${date}T00:00`));
  const moments = [0, -1, 1].map((days) => onDayOf(new Date(shownMs + days * dayMs)));
  const recorded = moments.find((moment) => moment && moment >= startMs && moment <= endMs);
  return recorded ?? moments[0];
}
