import type {Report} from '../../model/report/reportCollector.js';
import {clockTime} from '../../text/clock.js';
import {formatSeconds} from '../../text/units.js';

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

/** When something besides the recording was found: `Made 24 Nov 15:06:40 in 3.0 s.` */
export function madeText(timeMs: number, seconds: number, {start, end}: Report): string {
  const [fromMs, toMs] = [start.sample.timeMs, end.sample.timeMs];
  const when =
    timeMs < fromMs ? ', before the recording' : timeMs > toMs ? ', after the recording' : '';
  return `Made ${momentText(timeMs)} in ${formatSeconds(seconds)}${when}.`;
}
