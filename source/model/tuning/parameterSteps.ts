import {findParameter, type Parameter, type ParameterName} from '../../kernel/ksm/parameters.js';

export type Direction = 'down' | 'up';

/** The next value in this direction, as for the keys `←` and `→`; absent: there is none. */
export function stepValue(
  name: ParameterName,
  value: string,
  direction: Direction,
): string | undefined {
  const parameter: Parameter | undefined = findParameter(name);
  if (parameter?.type !== 'integer') return stepWord(parameter, value, direction);
  return limited(parameter, value, direction, nextNumber(parameter, Number(value), direction));
}

/** The halved or doubled value, within the limits; absent: it is already at the limit. */
export function halveOrDouble(
  name: ParameterName,
  value: string,
  direction: Direction,
): string | undefined {
  const parameter = findParameter(name);
  const next =
    direction === 'down' ? Math.floor(Number(value) / 2) : Math.max(1, Number(value) * 2);
  return parameter && limited(parameter, value, direction, next);
}

/** Steps through on and off, or the words of a choice, in the order of the table. */
function stepWord(
  parameter: Parameter | undefined,
  value: string,
  direction: Direction,
): string | undefined {
  // Unmerging has a key of its own.
  const words = Object.keys(parameter?.choices ?? {0: 'off', 1: 'on'}).filter(
    (word) => parameter?.name !== 'run' || word !== '2',
  );
  const at = words.indexOf(value);
  return words[direction === 'up' ? at + 1 : at - 1];
}

function nextNumber({unit}: Parameter, value: number, direction: Direction): number {
  if (unit === 'users') return nextPower(value, direction);
  // From 10 % on, steps of 10 %.
  if (unit === 'percent' && (direction === 'up' ? value >= 10 : value > 10)) {
    return direction === 'up' ? 10 * Math.floor(value / 10 + 1) : 10 * Math.ceil(value / 10 - 1);
  }
  return nextOneTwoFive(value, direction);
}

function nextPower(value: number, direction: Direction): number {
  const exponent = Math.log2(value);
  return 2 ** (direction === 'up' ? Math.floor(exponent + 1) : Math.ceil(exponent - 1));
}

/** 0, 1, 2, 5, 10, 20, 50 … */
function nextOneTwoFive(value: number, direction: Direction): number {
  if (direction === 'up' && value < 1) return 1;
  if (direction === 'down' && value <= 1) return 0;
  const decade = 10 ** Math.floor(Math.log10(value));
  const marks = [0.5, 1, 2, 5, 10].map((mark) => mark * decade);
  const next =
    direction === 'up'
      ? marks.find((mark) => mark > value)
      : marks.findLast((mark) => mark < value);
  return next ?? value;
}

/** A value beyond a limit may only move back toward it. */
function limited(
  {minimum = 0, maximum = Number.POSITIVE_INFINITY}: Parameter,
  value: string,
  direction: Direction,
  next: number,
): string | undefined {
  const result = Math.min(maximum, Math.max(minimum, next));
  const moves = direction === 'down' ? result < Number(value) : result > Number(value);
  return moves ? String(result) : undefined;
}
