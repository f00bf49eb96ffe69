import {showUntrusted} from '../text/untrusted.js';

/**
 * Says on standard error what went wrong, on one line. The last writer before the terminal: names,
 * paths and what far sides say come through here, and none of them steers it.
 */
export function complain(problem: unknown): void {
  const text = problem instanceof Error ? problem.message : String(problem);
  process.stderr.write(`ksmtop: ${showUntrusted(text)}\n`);
}
