/** Shown for every unknown figure. */
export const unknown = '–';

/** Up to 2^64 pages. */
const binaryPrefixes = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB'];
const decimalPrefixes = ['', ' k', ' M', ' G', ' T', ' P', ' E'];

/** `3.15 GiB`: three significant digits, four just below the next unit; NaN counts as unknown. */
export function formatBytes(bytes: number | undefined): string {
  if (bytes === undefined || Number.isNaN(bytes)) return unknown;
  let size = Math.abs(bytes);
  let prefix = 0;
  while (Number(threeDigits(size)) >= 1024 && prefix < binaryPrefixes.length - 1) {
    size /= 1024;
    prefix++;
  }
  const digits = prefix === 0 ? String(Math.round(size)) : threeDigits(size);
  return `${bytes < 0 && Number(digits) !== 0 ? '-' : ''}${digits} ${binaryPrefixes[prefix]}`;
}

/** `+3.10 GiB`, `-192 MiB`: a figure whose sign is the message. */
export function formatSignedBytes(bytes: number | undefined): string {
  const text = formatBytes(bytes);
  return bytes !== undefined && bytes > 0 && text !== '0 B' ? `+${text}` : text;
}

/** `825 310`; from a hundred million on with a prefix: `412 M`. */
export function formatCount(count: number | undefined): string {
  if (count === undefined) return unknown;
  const rounded = Math.round(count);
  if (Math.abs(rounded) < 100_000_000) return groupThousands(rounded);
  return formatLarge(count);
}

/** A rate or a count in at most four digits: `61`, `39.2 k`, `1.05 M`. */
export function formatLarge(count: number | undefined): string {
  if (count === undefined) return unknown;
  let size = Math.abs(count);
  let prefix = 0;
  while (
    Math.round(size) >= (prefix === 0 ? 10_000 : 1000) &&
    prefix < decimalPrefixes.length - 1
  ) {
    size /= 1000;
    prefix++;
  }
  const digits = prefix === 0 ? groupThousands(Math.round(size)) : threeDigits(size);
  return `${count < 0 && digits !== '0' ? '-' : ''}${digits}${decimalPrefixes[prefix]}`;
}

/** `+61/s`, `-1 064/s`, `0/s`. */
export function formatRate(perSecond: number | undefined): string {
  if (perSecond === undefined) return unknown;
  const text = formatLarge(perSecond);
  return `${perSecond > 0 && text !== '0' ? '+' : ''}${text}/s`;
}

/** `13.4 %` of a share between 0 and 1. */
export function formatShare(share: number | undefined): string {
  return share === undefined ? unknown : `${percentDigits(share * 100)} %`;
}

/** `12.4 %` of a figure that is in percent already. */
export function formatPercent(percent: number | undefined): string {
  return percent === undefined ? unknown : `${percentDigits(percent)} %`;
}

/** `20 ms`, `8.1 s`, `4 min 10 s`, `2 h 5 min`, `3 d 4 h`, `100 d`. */
export function formatSeconds(seconds: number | undefined): string {
  if (seconds === undefined) return unknown;
  if (seconds === 0) return '0 s';
  if (seconds < 0.0995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 99.5) return `${seconds < 9.95 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (seconds < 600) return twoUnits(Math.round(seconds), 60, 'min', 's');
  if (minutes < 24 * 60) return twoUnits(minutes, 60, 'h', 'min', 'min');
  const hours = Math.round(minutes / 60);
  return hours < 100 * 24 ? twoUnits(hours, 24, 'd', 'h') : `${formatCount(hours / 24)} d`;
}

/** In one unit: `12 s`, `5 min`, `3 h`, `2 d`. */
export function formatAge(seconds: number | undefined): string {
  if (seconds === undefined) return unknown;
  if (seconds < 60) return `${Math.max(0, Math.floor(seconds))} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  const hours = Math.floor(seconds / 3600);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

/** A whole number with spaces between its thousands. */
export function groupThousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ' ');
}

function twoUnits(total: number, base: number, large: string, small: string, below = small) {
  const whole = Math.floor(total / base);
  const rest = total % base;
  if (whole === 0) return `${rest} ${below}`;
  return rest === 0 ? `${whole} ${large}` : `${whole} ${large} ${rest} ${small}`;
}

/** One decimal, and two for small values that would otherwise read 0.0. */
function percentDigits(percent: number): string {
  const size = Math.abs(percent);
  if (size >= 99.95) return groupThousands(Math.round(percent));
  const digits = size.toFixed(size > 0 && size < 0.095 ? 2 : 1);
  return percent < 0 && Number(digits) !== 0 ? `-${digits}` : digits;
}

function threeDigits(size: number): string {
  if (size < 9.995) return size.toFixed(2);
  return size < 99.95 ? size.toFixed(1) : String(Math.round(size));
}
