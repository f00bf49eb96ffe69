import {unknown} from '../../text/units.js';

/**
 * What a figure is based on. `observed`: on this host with these settings; `measured`: computed from
 * the settings and the measured cost of a page; `early`: the same, with a cost that will change, as
 * ksmd has only begun to scan these pages; `formula`: computed from the settings alone, as if ksmd's
 * work took no time.
 */
export type Basis = 'observed' | 'measured' | 'early' | 'formula';

export type ForecastValue = {
  value: number;
  basis: Basis;
  /** Known bounds, one of which is `value`; absent: `value` is exact. */
  range?: {from?: number; to?: number};
};

/** `12.4 %`; for a range `6.9–21.8 %`, or with one known bound `>6.9 %`, `<21.8 %`. */
export function forecastValueText(
  forecast: ForecastValue | undefined,
  format: (value: number) => string,
): string {
  if (!forecast) return unknown;
  const {from, to} = forecast.range ?? {from: forecast.value, to: forecast.value};
  if (from === undefined) return to === undefined ? unknown : `<${format(to)}`;
  if (to === undefined) return `>${format(from)}`;
  const [low, high] = [format(from), format(to)];
  if (low === high) return low;
  const [, unit] = onlyUnit.exec(low) ?? [];
  return unit !== undefined && unit === onlyUnit.exec(high)?.[1]
    ? `${low.slice(0, -unit.length)}–${high}`
    : `${low}–${high}`;
}

/** The unit of `12.4 %`; `2 min 10 s` has no single one. */
const onlyUnit = /^[\d. ]*\d( \D+)$/;
