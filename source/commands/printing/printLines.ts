import {showUntrusted} from '../../text/untrusted.js';
import {standardOutput} from './destination.js';

/** Prints lines, escaped. Resolves with false when nothing reads them. */
export function printLines(lines: readonly string[]): Promise<boolean> {
  return standardOutput().write(lines.map((text) => `${showUntrusted(text)}\n`).join(''));
}
