import {setTimeout as pause} from 'node:timers/promises';
import {createInspectionRound} from '../host/inspect/inspectionRound.js';
import {createRecorder, type Recorder} from '../recording/files/recorder.js';
import {quoted} from '../text/quoted.js';
import {formatBytes, formatSeconds, groupThousands} from '../text/units.js';
import {type CommandLine, delaySeconds, wholeNumber} from './options/command.js';
import {UsageError} from './options/usageError.js';
import {complain, writeComplaint} from './printing/complain.js';
import {watchInterruption} from './running/interruption.js';
import {keepHeapSmall} from './running/smallHeap.js';
import {openHost} from './sampling/openHost.js';
import {sampleDespiteGaps} from './sampling/sampleDespiteGaps.js';
import {settledSample} from './sampling/settledSample.js';
import {createTicks} from './sampling/ticks.js';

declare const __VERSION__: string;

/** The first sample waits for all processes, so that short recordings have them. */
const firstTimeoutMs = 10_000;
/** A process that hangs is skipped. */
const inspectionTimeoutMs = 3000;

/** Records samples until there are enough or a signal comes. */
export async function record(line: CommandLine): Promise<number> {
  keepHeapSmall();
  const path = pathOf(line);
  const intervalSeconds = delaySeconds(line);
  const count = wholeNumber(line, 'count') ?? Number.POSITIVE_INFINITY;
  const recorder = createRecorder({path, program: __VERSION__, ...rotationOf(line)});
  const host = await openHost(line);
  const round = createInspectionRound(host.inspect);
  const interruption = watchInterruption('SIGINT', 'SIGTERM', 'SIGHUP');
  const sample = sampleDespiteGaps(host, interruption, say);
  const startMs = performance.now();
  let status = 0;
  try {
    const first = await interruption.unless(settledSample({sample}, firstTimeoutMs));
    if (first) {
      await Promise.race([round.run(first), pause(inspectionTimeoutMs, undefined, {ref: false})]);
      await recorder.append({sample: first, inspections: round.take()});
    }
    const nextTick = createTicks(intervalSeconds * 1000, interruption);
    for (let taken = 1; taken < count; taken++) {
      if (path !== '-') showProgress(recorder, startMs);
      await nextTick();
      const next = interruption.name ? undefined : await interruption.unless(sample());
      if (!next) break;
      await recorder.append({sample: next, inspections: round.take()});
      void round.run(next);
    }
    await recorder.finish();
  } catch (error) {
    status = await failed(recorder, error);
  }
  clearProgress();
  if (recorder.samples > 0 && path !== '-') {
    complain(`${described(recorder, startMs)} in ${path}.`);
  }
  await host.close();
  return status;
}

function pathOf({words}: CommandLine): string {
  const [path, ...more] = words;
  if (path === undefined || more.length > 0) {
    throw new UsageError('record needs one file, or - for standard output.');
  }
  return path;
}

const units: Readonly<Record<string, number>> = {K: 2 ** 10, M: 2 ** 20, G: 2 ** 30};
/** Room for more than a few samples of a large host. */
const smallestFileBytes = 64 * 1024;

function rotationOf(line: CommandLine): {maxBytes?: number; keep: number} {
  const {words, options} = line;
  const keep = wholeNumber(line, 'keep') ?? 1;
  if (options.maxSize === undefined) return {keep};
  if (words[0] === '-') throw new UsageError('--max-size needs a file, not standard output.');
  const [, digits, unit = ''] = /^(\d{1,9})([KMG]?)$/.exec(String(options.maxSize)) ?? [];
  const maxBytes = digits === undefined ? 0 : Number(digits) * (units[unit] ?? 1);
  if (maxBytes < smallestFileBytes) {
    throw new UsageError(
      `--max-size needs a size of 64K or more, such as 100M or 2G, not ${quoted(options.maxSize)}.`,
    );
  }
  return {maxBytes, keep};
}

/** Reports why recording ended; a closed standard output is not a failure. */
async function failed(recorder: Recorder, error: unknown): Promise<number> {
  if ((error as NodeJS.ErrnoException).code === 'EPIPE') return 0;
  clearProgress();
  complain(error);
  await recorder.finish().catch(() => {});
  return 1;
}

function say(sentence: string): void {
  clearProgress();
  complain(sentence);
}

function described({samples, bytes}: Recorder, startMs: number): string {
  const time = formatSeconds((performance.now() - startMs) / 1000);
  const noun = samples === 1 ? 'sample' : 'samples';
  return `${groupThousands(samples)} ${noun} in ${time}, ${formatBytes(bytes)}`;
}

function showProgress(recorder: Recorder, startMs: number): void {
  if (process.stderr.isTTY) writeComplaint(`\r${described(recorder, startMs)}\u001b[K`);
}

function clearProgress(): void {
  if (process.stderr.isTTY) writeComplaint('\r\u001b[K');
}
