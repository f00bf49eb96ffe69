import {unknown} from '../text/units.js';
import type {Estimate} from './forecast.js';

/** `12.4 %`; of a range `6.9–21.8 %`, or as far as it is known `>6.9 %`, `<21.8 %`. */
export function estimateText(
  estimate: Estimate | undefined,
  format: (value: number) => string,
): string {
  if (!estimate) return unknown;
  const {from, to} = estimate.range ?? {from: estimate.value, to: estimate.value};
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
