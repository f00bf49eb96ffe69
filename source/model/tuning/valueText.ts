import {findParameter, type Parameter, type ParameterName} from '../../kernel/ksm/parameters.js';
import {groupThousands, unknown} from '../../text/units.js';

/** A value for display: `1 (running)`, `1 000`, `scan-time`. */
export function valueText(name: ParameterName, value: string | undefined): string {
  if (value === undefined) return unknown;
  const parameter: Parameter | undefined = findParameter(name);
  if (name === 'run') return `${value} (${parameter?.choices?.[value] ?? 'unknown'})`;
  if (parameter?.type === 'switch') return value === '1' ? '1 (on)' : '0 (off)';
  return /^\d{1,15}$/.test(value) ? groupThousands(Number(value)) : value;
}
