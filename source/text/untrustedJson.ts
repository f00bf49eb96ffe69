import {showUntrusted} from './untrusted.js';

/** What a JSON answer of another program may hold; each throws when it does not. */

/** Values take up to 60 times their text in memory: those of a text of 64 MiB take gigabytes. */
const mostValues = 5_000_000;

/** Parses the JSON of another program or of a file. Throws also when it would take far more memory. */
export function parseUntrusted(text: string): unknown {
  if (text.length > mostValues && hasTooManyValues(text)) throw new Error('too many values');
  return JSON.parse(text);
}

/** Each value but the first follows one of `,`, `[` and `{`; those in strings count, too. */
function hasTooManyValues(text: string): boolean {
  let values = 0;
  for (let index = 0; index < text.length && values <= mostValues; index++) {
    const code = text.charCodeAt(index);
    if (code === comma || code === bracket || code === brace) values++;
  }
  return values > mostValues;
}

const [comma, bracket, brace] = [0x2c, 0x5b, 0x7b];

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
