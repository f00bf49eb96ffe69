import {createInterface} from 'node:readline/promises';
import {UsageError} from './usageError.js';

/** Asks on the terminal; only `y` or `yes` confirms. Throws a UsageError without a terminal. */
export async function confirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new UsageError('this needs confirmation: run it on a terminal, or add --yes.');
  }
  const terminal = createInterface({input: process.stdin, output: process.stdout});
  // Ctrl-C and Ctrl-D close the terminal without an answer, which means no.
  const silence = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  const answer = await Promise.race([terminal.question(`${question} y/N `), silence]);
  terminal.close();
  return /^\s*y(?:es)?\s*$/i.test(answer);
}
