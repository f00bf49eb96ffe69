import {leaf, type Shape} from './shape.js';

/** The kernel's figures have at most 64 bits. */
const largest = 2 ** 64;

export const count = integer('count', 0);
export const signed = integer('number', -largest);
export const positive = integer('positive number', 1);
export const text = leaf<string>('text', (value) => typeof value === 'string');
export const flag = leaf<boolean>('flag', (value) => typeof value === 'boolean');
export const errno = leaf<string>('errno', (value) => /^E[A-Z0-9]{1,15}$/.test(String(value)));
export const duration = leaf<number>('duration', (value) => isWithin(value, 0, largest));
/** What a Date can hold. */
export const time = leaf<number>('time', (value) => isWithin(value, 0, 8.64e15));
export const path = leaf<string | false>(
  'path',
  (value) => value === false || typeof value === 'string',
);

function integer(name: string, lowest: number): Shape<number> {
  return leaf(name, (value) => Number.isInteger(value) && isWithin(value, lowest, largest));
}

function isWithin(value: unknown, lowest: number, highest: number): boolean {
  return typeof value === 'number' && value >= lowest && value <= highest;
}
