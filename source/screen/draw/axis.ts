import {formatBytes} from '../../text/units.js';

/** The vertical axis of a chart: from 0 up to `topBytes`, a round amount of memory a line. */
export type Axis = {
  topBytes: number;
  label: (bytes: number) => string;
};

/** What a line may stand for, in its first decimal place: little of the height is left empty. */
const roundDigits = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The axis for values up to `highestBytes` over so many lines; all labels are of one unit. */
export function roundAxis(highestBytes: number, lines: number): Axis {
  let unitBytes = 1;
  while (highestBytes / unitBytes >= 1000) unitBytes *= 1024;
  const least = highestBytes / unitBytes / lines;
  const place = Math.floor(Math.log10(least));
  // What is a hair too much by the arithmetic of the computer alone counts as exact.
  const digits = roundDigits.find((round) => round >= least / 10 ** place - 1e-9) ?? 10;
  const step = digits * 10 ** place;
  const decimals = Math.max(0, digits === 10 ? -place - 1 : -place + Number(digits % 1 !== 0));
  const unit = formatBytes(unitBytes).split(' ')[1];
  return {
    topBytes: step * lines * unitBytes,
    label: (bytes) => `${(bytes / unitBytes).toFixed(bytes === 0 ? 0 : decimals)} ${unit}`,
  };
}
