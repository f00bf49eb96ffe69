import type {Host} from '../host/host.js';
import {findContainers} from '../model/derive/findContainer.js';
import {asksProcesses} from '../model/derive/verdict.js';
import {advance, type Model} from '../model/model.js';
import type {Sample} from '../model/sample/sample.js';
import {loadWriter, type WriterOptions} from '../output/loadWriter.js';
import type {ContainerFilter} from '../output/writer.js';
import {quoted} from '../text/quoted.js';
import {isUnicodeLocale, spellAscii} from '../text/spelling.js';
import type {CommandLine} from './support/command.js';
import {complain} from './support/complain.js';
import {newestIn, standardOutput, terminalAtOutput} from './support/destination.js';
import {type Interruption, watchInterruption} from './support/interruption.js';
import {openHost} from './support/openHost.js';
import {type PrintOptions, printOptions} from './support/printOptions.js';
import {sampleDespiteGaps} from './support/sampleDespiteGaps.js';
import {createTicks} from './support/ticks.js';

type Sampled = Pick<Host, 'sample'>;

/** Prints samples, one after the other, until there are enough, or nobody reads them any more. */
export async function print(line: CommandLine): Promise<number> {
  const options = printOptions(line);
  const offersOnly = isOfHostAlone(options);
  const host = await openHost(line, {offersOnly, withoutKsmd: offersOnly && options.count === 1});
  const interruption = watchInterruption('SIGINT', 'SIGTERM');
  try {
    const sample = sampleDespiteGaps(host, interruption, complain);
    await printSamples({sample}, options, interruption);
  } finally {
    await host.close();
  }
  // Whoever started this learns that it did not end by itself.
  if (interruption.name) process.kill(process.pid, interruption.name);
  return 0;
}

async function printSamples(host: Sampled, options: PrintOptions, interruption: Interruption) {
  const {count, container, format, output} = options;
  const destination = output === undefined ? standardOutput() : newestIn(output);
  let chosen: ReadonlySet<string> = new Set();
  const filter: ContainerFilter | undefined =
    container === undefined ? undefined : ({id}) => chosen.has(id);
  const createWriter = await loadWriter(format);
  const newWriter = () => createWriter(writerOptions(options, filter));
  let write = newWriter();
  let nextTick: (() => Promise<void>) | undefined;
  let model: Model | undefined;
  for (let printed = 0; printed < count; printed++) {
    await nextTick?.();
    model = await follow(model, host, options, interruption);
    if (!model) return;
    // The first sample waits until all processes were read: the intervals begin behind it.
    nextTick ??= createTicks(options.intervalSeconds * 1000, interruption);
    if (container !== undefined) chosen = idsOf(model, container);
    if (printed === 0 && filter && chosen.size === 0) {
      throw new Error(
        `there is no container ${quoted(container)}; ksmtop print --format json names all.`,
      );
    }
    // A file holds one sample, with its headings.
    if (output !== undefined) write = newWriter();
    if (!(await destination.write(write(model)))) return;
  }
}

/** Asked of each sample: a container that was started again may have another id. */
function idsOf({containers = []}: Model, word: string): ReadonlySet<string> {
  return new Set(findContainers(containers, word).map(({id}) => id));
}

/** The line of the host: of its processes, the verdict may ask for what they offer, no more. */
function isOfHostAlone({container, format}: PrintOptions): boolean {
  return container === undefined && (format === 'text' || format === 'csv');
}

/** Takes the next sample into account, of processes only if they matter; absent: interrupted. */
async function follow(
  last: Model | undefined,
  host: Sampled,
  options: PrintOptions,
  interruption: Interruption,
): Promise<Model | undefined> {
  const hostAlone = isOfHostAlone(options);
  if (hostAlone) {
    const sample = await interruption.unless(host.sample('host'));
    const model = sample && advance(last, sample);
    if (!model || !asksProcesses(model)) return model;
  }
  const sample = await wholeSample(host, hostAlone ? 0 : namesPatienceMs, interruption);
  return sample && advance(last, sample);
}

function writerOptions({top, output}: PrintOptions, filter?: ContainerFilter): WriterOptions {
  return {
    filter,
    top,
    page: (output === undefined && terminalAtOutput()) || {},
    spell: isUnicodeLocale(process.env) ? (text) => text : spellAscii,
  };
}

const retryMs = 5;
/** Names come from files and sockets of runtimes; one that does not answer is not waited for. */
const namesPatienceMs = 2000;

/**
 * A sample in which every process was read, and the containers have their names unless these take
 * too long; absent: interrupted before.
 */
async function wholeSample(
  host: Sampled,
  patienceMs: number,
  interruption: Interruption,
): Promise<Sample | undefined> {
  const deadlineMs = performance.now() + patienceMs;
  for (let tries = 0; !interruption.name; tries++) {
    if (tries > 1) await interruption.pause(retryMs);
    const sample = await interruption.unless(host.sample());
    if (!sample?.processes || sample.processesPending) continue;
    if (!sample.containersPending || performance.now() >= deadlineMs) return sample;
  }
  return undefined;
}
