import {closeSync, constants, openSync, readSync} from 'node:fs';
import {createInterface} from 'node:readline/promises';
import {UsageError} from '../options/usageError.js';

/** They answer no. */
const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Asks on the terminal; only `y` or `yes` confirms. Throws a UsageError without a terminal. */
export async function confirmed(question: string): Promise<boolean> {
  const {stdin, stdout} = process;
  if (!stdin.isTTY || !stdout.isTTY) {
    throw new UsageError('this needs confirmation: run it on a terminal, or add --yes.');
  }
  dropTypedAhead();
  stdout.write(`${question} y/N `);
  // The terminal edits the line: in raw mode, a signal would leave it so to the shell.
  const lines = createInterface({input: stdin, terminal: false});
  const refuse = () => lines.close();
  for (const signal of endingSignals) process.once(signal, refuse);
  const answer = await new Promise<string | undefined>((resolve) => {
    lines.once('line', resolve);
    lines.once('close', () => resolve(undefined));
  });
  for (const signal of endingSignals) process.off(signal, refuse);
  lines.close();
  if (answer === undefined) stdout.write('\n');
  return /^\s*y(?:es)?\s*$/i.test(answer ?? '');
}

/** What was typed or pasted before the question was asked is no answer to it. */
function dropTypedAhead(): void {
  const typed = Buffer.alloc(4096);
  // So that an unfinished line can be read, too.
  process.stdin.setRawMode(true);
  try {
    const terminal = openSync('/dev/stdin', constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      while (readSync(terminal, typed) > 0);
    } finally {
      closeSync(terminal);
    }
  } catch {
    // All has been read, or another user's terminal may not be opened.
  } finally {
    process.stdin.setRawMode(false);
  }
}
