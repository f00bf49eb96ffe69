import {formatBytes} from '../../../text/units.js';

/** The vertical axis of a chart, from 0 to `topBytes`, with a round amount of memory per line. */
export type Axis = {
  topBytes: number;
  label: (bytes: number) => string;
};

/** Leading digits of a line's value; close enough together to leave little height unused. */
const roundDigits = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The axis for values up to `highestBytes` on `lines` lines; all labels have the same unit. */
export function roundAxis(highestBytes: number, lines: number): Axis {
  let unitBytes = 1;
  while (highestBytes / unitBytes >= 1000) unitBytes *= 1024;
  const least = highestBytes / unitBytes / lines;
  const place = Math.floor(Math.log10(least));
  // Tolerates rounding errors.
  const digits = roundDigits.find((round) => round >= least / 10 ** place - 1e-9) ?? 10;
  const step = digits * 10 ** place;
  const decimals = Math.max(0, digits === 10 ? -place - 1 : -place + Number(digits % 1 !== 0));
  const unit = formatBytes(unitBytes).split(' ')[1];
  return {
    topBytes: step * lines * unitBytes,
    label: (bytes) => `${(bytes / unitBytes).toFixed(bytes === 0 ? 0 : decimals)} ${unit}`,
  };
}
