/** A number that is written exactly as given. */
export class Digits {
  constructor(readonly text: string) {}
}

/** A JSON value; a key whose value is undefined is left out. */
export type JsonValue =
  | string
  | Digits
  | readonly JsonValue[]
  | {readonly [key: string]: JsonValue | undefined};

/**
 * JSON on one line. Numbers are given as digits, because JSON.stringify would round those above
 * 2^53, which the kernel's 64-bit parameters may exceed.
 */
export function jsonText(value: JsonValue): string {
  if (typeof value === 'string') return quote(value);
  if (value instanceof Digits) return value.text;
  if (isList(value)) return `[${value.map(jsonText).join(',')}]`;
  const members = Object.entries(value).flatMap(([key, member]) =>
    member === undefined ? [] : [`${quote(key)}:${jsonText(member)}`],
  );
  return `{${members.join(',')}}`;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Control and format characters, which JSON allows unescaped but a terminal interprets. */
const steering = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}]/gu;

/** Lossless: what could control a terminal is written as `\u` escapes. */
function quote(text: string): string {
  return JSON.stringify(text).replace(steering, (character) =>
    Array.from(
      {length: character.length},
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}
