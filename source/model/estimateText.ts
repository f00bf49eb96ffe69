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
  const unit = / \S+$/.exec(high)?.[0] ?? '';
  return `${unit && low.endsWith(unit) ? low.slice(0, -unit.length) : low}–${high}`;
}
