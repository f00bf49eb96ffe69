import {clockTime} from '../../text/clock.js';

/** Times as people write them, in the time zone of this machine. */

/** `24 Nov 15:06:40`. */
export function momentText(timeMs: number): string {
  return `${dayText(timeMs)} ${clockTime(timeMs)}`;
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/** `24 Nov`. */
export function dayText(timeMs: number): string {
  const date = new Date(timeMs);
  return `${date.getDate()} ${months[date.getMonth()]}`;
}

/** `2026-11-24 15:06:40 UTC+01:00`. */
export function wholeMomentText(timeMs: number): string {
  const date = new Date(timeMs);
  const ahead = -date.getTimezoneOffset();
  const local = new Date(timeMs + ahead * 60_000).toISOString();
  return `${local.slice(0, 10)} ${local.slice(11, 19)} ${zoneText(ahead)}`;
}

function zoneText(aheadMinutes: number): string {
  const size = Math.abs(aheadMinutes);
  const twoDigits = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `UTC${aheadMinutes < 0 ? '-' : '+'}${twoDigits(size / 60)}:${twoDigits(size % 60)}`;
}
