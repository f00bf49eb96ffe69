const hour = 3600;
const day = 24 * hour;

/** Ranges of the trends to step through, in seconds. */
const ranges = [hour / 4, hour, 6 * hour, day, 7 * day, 30 * day];

export const usualRangeSeconds = hour;

/** The next longer or shorter range; the same one if there is none. */
export function stepRange(seconds: number, step: 1 | -1): number {
  const next =
    step === 1
      ? ranges.find((range) => range > seconds)
      : ranges.findLast((range) => range < seconds);
  return next ?? seconds;
}

const units: Readonly<Record<string, number>> = {s: 1, m: 60, h: hour, d: day, w: 7 * day};

/** Seconds of a range as Prometheus writes it: `30m`, `6h`, `7d`; absent: invalid, or too long. */
export function parseRange(text: string): number | undefined {
  const [, digits, unit = ''] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  const seconds = Number(digits) * (units[unit] ?? Number.NaN);
  return seconds >= 60 && seconds <= 366 * day ? seconds : undefined;
}

/** A range in about `points` equal steps, aligned to whole steps so that points do not move. */
export function rangeOf(rangeSeconds: number, points: number, nowSeconds: number) {
  const stepSeconds = Math.max(1, Math.round(rangeSeconds / points));
  const endSeconds = Math.floor(nowSeconds / stepSeconds) * stepSeconds;
  const count = Math.floor(rangeSeconds / stepSeconds) + 1;
  const firstSeconds = endSeconds - (count - 1) * stepSeconds;
  const times = Array.from({length: count}, (_, index) => firstSeconds + index * stepSeconds);
  return {endSeconds, rangeSeconds: endSeconds - firstSeconds, stepSeconds, times};
}
