import {formatBytes, formatLarge, formatPercent, formatSeconds} from '../../text/units.js';
import type {Forecast} from './forecast.js';
import {forecastValueText} from './forecastValue.js';

const bases = {
  observed: 'observed',
  measured: 'from the measured cost of a page',
  early: "from ksmd's first scans of these pages",
  formula: "from the settings alone, without ksmd's own CPU time",
} as const;

/** `full scan 8.1 s, 39.2 k pages/s = 153 MiB/s, 12.4 % of a core (observed)`; absent: unknown. */
export function forecastText(forecast: Forecast): string | undefined {
  const {fullScanSeconds, pagesPerSecond, bytesPerSecond, ksmdCpuPercent} = forecast;
  const parts: string[] = [];
  if (fullScanSeconds) parts.push(`full scan ${forecastValueText(fullScanSeconds, formatSeconds)}`);
  if (pagesPerSecond && bytesPerSecond) {
    const pages = forecastValueText(pagesPerSecond, formatLarge);
    parts.push(`${pages} pages/s = ${forecastValueText(bytesPerSecond, formatBytes)}/s`);
  }
  if (ksmdCpuPercent) parts.push(`${forecastValueText(ksmdCpuPercent, formatPercent)} of a core`);
  const basis = (pagesPerSecond ?? fullScanSeconds ?? ksmdCpuPercent)?.basis;
  return basis && `${parts.join(', ')} (${bases[basis]})`;
}
