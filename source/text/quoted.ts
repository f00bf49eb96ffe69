import {showUntrusted} from './untrusted.js';

/** As much of a value as a sentence bears. */
const longest = 200;

/**
 * A value in the middle of a sentence: a text in quotes, with escapes for what breaks lines. It was
 * typed or read from somewhere, and steers no terminal.
 */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  const end = typeof value === 'string' ? '…"' : '…';
  return showUntrusted(text.length > longest ? text.slice(0, longest) + end : text);
}
