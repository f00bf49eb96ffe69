import {showUntrusted} from '../../text/untrusted.js';

/**
 * Says on standard error what went wrong, on one line. The last writer before the terminal: names,
 * paths and what far sides say come through here, and none of them steers it.
 */
export function complain(problem: unknown): void {
  const text = problem instanceof Error ? problem.message : String(problem);
  writeComplaint(`ksmtop: ${showUntrusted(text)}\n`);
}

/** What cannot be said changes nothing of what is done, nor the exit code. */
export function writeComplaint(text: string): void {
  process.stderr.off('error', ignore).on('error', ignore);
  process.stderr.write(text);
}

function ignore(): void {}
