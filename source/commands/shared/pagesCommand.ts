import type {fewerFormats} from '../../output/formats.js';
import {quoted} from '../../text/quoted.js';
import {type CommandLine, wholeNumber} from './command.js';
import type {Interruption} from './interruption.js';
import {UsageError} from './usageError.js';

/** What commands share that read the pages of processes. */

export type TableFormat = (typeof fewerFormats.estimate)[number];

/** Of one core. */
export function cpuPercentOf(line: CommandLine, usual: number): number {
  const percent = wholeNumber(line, 'cpu') ?? usual;
  if (percent <= 100) return percent;
  throw new UsageError(`--cpu needs a number from 1 to 100, not ${quoted(String(percent))}.`);
}

/** An interruption ends the work with what it has; a second one ends the program. */
export async function resultOf<Result>(
  running: {readonly result: Promise<Result>; stop(): void},
  interruption: Interruption,
): Promise<Result> {
  const result = await interruption.unless(running.result);
  if (result) return result;
  running.stop();
  return running.result;
}

/** Ends as the signal would have ended this program. */
export function endInterrupted({name}: Interruption): number {
  if (name) process.kill(process.pid, name);
  return 1;
}

/** One line on a terminal that shows how far the work is. */
export function createProgressLine() {
  const {stderr} = process;
  const erase = '\r\u001b[K';
  return {
    show(text: string) {
      if (stderr.isTTY) stderr.write(`${erase}${text}`);
    },
    clear() {
      if (stderr.isTTY) stderr.write(erase);
    },
  };
}
