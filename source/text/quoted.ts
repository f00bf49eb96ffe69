import {showUntrusted} from './untrusted.js';

/** Longer values are cut. */
const longest = 200;

/**
 * An untrusted value for use in a sentence: text is quoted, line breaks and what could control a
 * terminal are escaped.
 */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  const end = typeof value === 'string' ? '…"' : '…';
  return showUntrusted(text.length > longest ? text.slice(0, longest) + end : text);
}
