import {advance} from '../../model/advance.js';
import type {Model} from '../../model/model.js';
import type {Running} from '../../model/running.js';
import {quoted} from '../../text/quoted.js';
import {spellingFor} from '../../text/spelling.js';
import {type CommandLine, outputFile, wholeNumber} from '../options/command.js';
import {UsageError} from '../options/usageError.js';
import {newestIn, standardOutput} from '../printing/destination.js';
import {createProgressLine, type ShowProgress} from '../printing/progressLine.js';
import {type Interruption, resultOf, watchInterruption} from '../running/interruption.js';
import {type OpenedHost, openHost} from './openHost.js';
import {processesTimeoutMs, settledSample} from './settledSample.js';

/** What commands share that read the pages of processes. */

/** Of one core. */
export function cpuPercentOf(line: CommandLine, usual: number): number {
  const percent = wholeNumber(line, 'cpu') ?? usual;
  if (percent <= 100) return percent;
  throw new UsageError(`--cpu needs a number from 1 to 100, not ${quoted(String(percent))}.`);
}

/** What one of these commands does with a host and its processes. */
export type PagesCommand<Work, Result extends object> = {
  /** What the host does for it; absent: it cannot. */
  workOf(host: OpenedHost): Work | undefined;
  start(work: Work, model: Model, show: ShowProgress): Running<Result>;
  render(result: Result, model: Model): string;
};

/** Samples the host, does the work and prints what comes of it; returns the exit code. */
export async function runPagesCommand<Work, Result extends object>(
  line: CommandLine,
  {workOf, start, render}: PagesCommand<Work, Result>,
): Promise<number> {
  const output = outputFile(line);
  const file = output === undefined ? undefined : newestIn(output);
  await file?.check();
  const host = await openHost(line);
  const interruption = watchInterruption('SIGINT', 'SIGTERM');
  try {
    const work = workOf(host);
    if (!work)
      throw new Error(
        'the memory of its processes cannot be read from here; run ksmtop on that host.',
      );
    const sample = await interruption.unless(settledSample(host, processesTimeoutMs));
    if (!sample) return endInterrupted(interruption);
    // No other sample follows: they would idle next to the child that reads pages.
    host.endReaders?.();
    const model = advance(undefined, sample);
    const progress = createProgressLine();
    const result = await resultOf(start(work, model, progress.show), interruption);
    progress.clear();
    await (file ?? standardOutput()).write(render(result, model));
    return 0;
  } finally {
    await host.close();
  }
}

/** How text is laid out where the output goes. */
export function outputTraits(line: CommandLine) {
  const isTerminal = outputFile(line) === undefined && process.stdout.isTTY;
  return {
    columns: isTerminal ? process.stdout.columns : undefined,
    spell: spellingFor(process.env),
  };
}

/** Ends as the signal would have ended this program. */
function endInterrupted({name}: Interruption): number {
  if (name) process.kill(process.pid, name);
  return 1;
}
