import {messageOf} from '../../text/messageOf.js';
import {showUntrusted} from '../../text/untrusted.js';

/**
 * Reports a problem on standard error, on one line. Names, paths and remote text pass through here,
 * so control characters are escaped.
 */
export function complain(problem: unknown): void {
  writeComplaint(`ksmtop: ${showUntrusted(messageOf(problem))}\n`);
}

/** A standard error that cannot be written changes neither the work nor the exit code. */
export function writeComplaint(text: string): void {
  process.stderr.off('error', ignore).on('error', ignore);
  process.stderr.write(text);
}

function ignore(): void {}
