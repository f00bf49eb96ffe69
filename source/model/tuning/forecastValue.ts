import {unknown} from '../../text/units.js';

/**
 * What a figure rests on. `observed`: seen on this host with these settings; `measured`: computed
 * from the settings and the cost of a page measured here; `early`: the same, of a cost that will
 * change, as ksmd has only met these pages; `formula`: computed from the settings alone, as if
 * ksmd's own work took no time.
 */
export type Basis = 'observed' | 'measured' | 'early' | 'formula';

export type ForecastValue = {
  value: number;
  basis: Basis;
  /** Where it lies, as far as is known, when `value` is one end of it; absent: at `value`. */
  range?: {from?: number; to?: number};
};

/** `12.4 %`; of a range `6.9–21.8 %`, or as far as it is known `>6.9 %`, `<21.8 %`. */
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
