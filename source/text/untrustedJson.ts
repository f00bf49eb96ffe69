import {showUntrusted} from './untrusted.js';

/** What a JSON answer of another program may hold; each throws when it does not. */

export type JsonObject = Readonly<Record<string, unknown>>;

export function objectOf(value: unknown): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as JsonObject;
  }
  throw new Error('object expected');
}

export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error('list expected');
}

export function numberOf(value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new Error('number expected');
}

/** A number that is 0 or more. */
export function amountOf(value: unknown): number {
  const number = numberOf(value);
  if (number >= 0) return number;
  throw new Error('amount expected');
}

export function wholeOf(value: unknown): number {
  if (Number.isSafeInteger(value)) return amountOf(value);
  throw new Error('whole number expected');
}

/** Cut, and safe to show. */
export function textOf(value: unknown, mostCharacters: number): string {
  if (typeof value === 'string') return showUntrusted(value.slice(0, mostCharacters));
  throw new Error('text expected');
}

/** Absent: the answer does not have it. */
export function optionalOf<Value>(
  value: unknown,
  read: (value: unknown) => Value,
): Value | undefined {
  return value === undefined ? undefined : read(value);
}

/** What an answer of another version may lack, or hold in another form. */
export function readOr<Value>(
  value: unknown,
  read: (value: unknown) => Value,
  otherwise: Value,
): Value {
  try {
    return read(value);
  } catch {
    return otherwise;
  }
}
