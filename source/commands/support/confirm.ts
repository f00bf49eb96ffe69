import {createInterface} from 'node:readline/promises';
import {UsageError} from './usageError.js';

/**
 * Asks on the terminal whether to go on; only `y` or `yes` says so. Throws a UsageError where there
 * is no terminal to ask on.
 */
export async function confirmed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new UsageError('this is to be confirmed: run it on a terminal, or add --yes.');
  }
  const terminal = createInterface({input: process.stdin, output: process.stdout});
  // Ctrl-C and Ctrl-D say no: without an answer the program would end as if all were fine.
  const silence = new Promise<string>((resolve) => terminal.once('close', () => resolve('')));
  const answer = await Promise.race([terminal.question(`${question} y/N `), silence]);
  terminal.close();
  return /^\s*y(?:es)?\s*$/i.test(answer);
}
