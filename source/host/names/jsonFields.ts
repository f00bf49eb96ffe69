/** Parses a document that anybody may have written; absent when it is none. */
export function parseJson(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A member of an object; absent when there is none, or no object. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** The member, when it is a text with something in it. */
export function textMember(value: unknown, name: string): string | undefined {
  const text = member(value, name);
  return typeof text === 'string' && text !== '' ? text : undefined;
}

/** The elements of a list; none when it is something else. */
export function elements(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
