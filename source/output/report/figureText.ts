import type {FigureUnit} from '../../model/report/reportFigures.js';
import {
  formatBytes,
  formatLarge,
  formatPercent,
  formatSignedBytes,
  unknown,
} from '../../text/units.js';

/** How a value of each unit is written. */
export const figureText: Readonly<Record<FigureUnit, (value: number | undefined) => string>> = {
  bytes: formatBytes,
  signedBytes: formatSignedBytes,
  percent: formatPercent,
  perSecond: (value) => (value === undefined ? unknown : `${formatLarge(value)}/s`),
};
