import type {FigureUnit} from '../../model/report/reportFigures.js';
import {clockTime} from '../../text/clock.js';
import {dayText} from './moment.js';

/** An axis of a chart, from its lowest to its highest value, with round values in between. */
export type Axis = {lowest: number; highest: number; ticks: readonly number[]};

const wantedSteps = 4;
/** An idle host has a line at the bottom. */
const leastBytes = 2 ** 20;
const roundSteps = [1, 2, 2.5, 5, 10];
/** Of these steps, an axis has one in which its labels reach the next unit: 512 KiB, 1 MiB. */
const partsOf1024: Readonly<Record<number, number>> = {250: 256, 500: 512, 1000: 1024};

/** The axis for values that include 0; memory has round amounts in its own unit. */
export function valueAxis(lowest: number, highest: number, unit: FigureUnit): Axis {
  const isMemory = unit === 'bytes' || unit === 'signedBytes';
  const low = Math.min(0, lowest);
  const high = Math.max(0, highest, low + (isMemory ? leastBytes : wantedSteps));
  const round = roundStep((high - low) / wantedSteps, isMemory ? 1024 : 1000);
  // Figures per second are written as whole numbers.
  const step = unit === 'perSecond' ? Math.ceil(round) : round;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  const ticks = Array.from({length: last - first + 1}, (_, index) => (first + index) * step);
  return {lowest: first * step || 0, highest: last * step, ticks};
}

/** The next round step: 1, 2, 2.5 or 5 times a power of ten, of a unit. */
function roundStep(least: number, base: number): number {
  let unit = 1;
  while (least / unit >= base) unit *= base;
  const place = 10 ** Math.floor(Math.log10(least / unit));
  const count = (roundSteps.find((each) => each * place * unit >= least) ?? 10) * place;
  return (base === 1024 ? (partsOf1024[count] ?? count) : count) * unit;
}

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const timeSteps = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * secondMs),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minuteMs),
  ...[1, 2, 3, 6, 12].map((count) => count * hourMs),
  ...[1, 2, 7, 14, 30, 60, 120, 365].map((count) => count * dayMs),
];
const mostTimes = 9;

/** The axis of a time, with round times of the clock in between. */
export function timeAxis(startMs: number, endMs: number): Axis {
  const end = Math.max(endMs, startMs + secondMs);
  const step = timeSteps.find((each) => (end - startMs) / each <= mostTimes) ?? Number.MAX_VALUE;
  const aheadMs = -new Date(startMs).getTimezoneOffset() * minuteMs;
  const first = Math.ceil((startMs + aheadMs) / step) * step - aheadMs;
  const ticks: number[] = [];
  for (let tick = first; tick <= end; tick += step) ticks.push(tick);
  return {lowest: startMs, highest: end, ticks};
}

/** `15:06`, with seconds where the marks are less than a minute apart, and the day at midnight. */
export function timeLabel(timeMs: number, {ticks}: Axis): string {
  const stepMs = (ticks[1] ?? Number.POSITIVE_INFINITY) - (ticks[0] ?? 0);
  const clock = clockTime(timeMs);
  if (clock === '00:00:00' || stepMs >= dayMs) return dayText(timeMs);
  return stepMs < minuteMs ? clock : clock.slice(0, 5);
}
