import type {Host} from '../host/host.js';
import {advance} from '../model/advance.js';
import {checkFigures} from '../model/checks/figureChecks.js';
import {findContainers} from '../model/derive/findContainer.js';
import {dependsOnProcesses} from '../model/derive/verdict.js';
import type {Model} from '../model/model.js';
import type {Sample} from '../model/sample/sample.js';
import {loadWriter, type WriterOptions} from '../output/loadWriter.js';
import type {ContainerFilter} from '../output/writer.js';
import {spellingFor} from '../text/spelling.js';
import type {CommandLine} from './options/command.js';
import {containerNotFound} from './options/containerNotFound.js';
import {type PrintOptions, printOptions} from './options/printOptions.js';
import {complain} from './printing/complain.js';
import {newestIn, standardOutput, terminalAtOutput} from './printing/destination.js';
import {type Interruption, watchInterruption} from './running/interruption.js';
import {openHost} from './sampling/openHost.js';
import {sampleDespiteGaps} from './sampling/sampleDespiteGaps.js';
import {createTicks} from './sampling/ticks.js';

type Sampled = Pick<Host, 'sample'>;

/** Prints samples until there are enough, the reader is gone, or a signal comes. */
export async function print(line: CommandLine): Promise<number> {
  const options = printOptions(line);
  const host = await openHost(line, {offersOnly: isOfHostAlone(options)});
  const interruption = watchInterruption('SIGINT', 'SIGTERM');
  try {
    const sample = sampleDespiteGaps(host, interruption, complain);
    await printSamples({sample}, options, interruption);
  } finally {
    await host.close();
  }
  // The parent process sees which signal ended it.
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
  // A pipe of the host's lines may end in silence.
  let isTold = format !== 'text' || (container === undefined && !terminalAtOutput());
  for (let printed = 0; printed < count; printed++) {
    await nextTick?.();
    model = await follow(model, host, options, interruption);
    if (!model) return;
    // The first sample waits for all processes; the intervals start after it.
    nextTick ??= createTicks(options.intervalSeconds * 1000, interruption);
    if (container !== undefined) chosen = idsOf(model, container);
    if (printed === 0 && container !== undefined && chosen.size === 0) {
      throw containerNotFound(model.containers ?? [], container);
    }
    const impossible = isTold ? undefined : impossibleFigures(model, filter && chosen);
    if (impossible !== undefined) {
      complain(impossible);
      isTold = true;
    }
    // Each file holds one sample with its headings.
    if (output !== undefined) write = newWriter();
    if (!(await destination.write(write(model)))) return;
  }
}

/** Looked up in each sample: a restarted container may have another id. */
function idsOf({containers = []}: Model, word: string): ReadonlySet<string> {
  return new Set(findContainers(containers, word).map(({id}) => id));
}

/** Names the impossible figures, which are printed as a dash; absent: there are none. */
function impossibleFigures(
  model: Model,
  chosen: ReadonlySet<string> | undefined,
): string | undefined {
  const {sample} = model;
  const processes = sample.processes?.filter(({container}) => chosen?.has(container.id) ?? false);
  const found = checkFigures({...model, sample: {...sample, ...(processes && {processes})}});
  return found?.state === 'note' ? found.text : undefined;
}

/** Text and CSV show only the host: its processes are read only where the verdict needs them. */
function isOfHostAlone({container, format}: PrintOptions): boolean {
  return container === undefined && (format === 'text' || format === 'csv');
}

/** Advances the model by the next sample, with processes only where needed; undefined: interrupted. */
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
    if (!model || !dependsOnProcesses(model)) return model;
  }
  const sample = await wholeSample(host, hostAlone ? 0 : namesTimeoutMs, interruption);
  return sample && advance(last, sample);
}

function writerOptions({top, output}: PrintOptions, filter?: ContainerFilter): WriterOptions {
  return {
    filter,
    top,
    page: (output === undefined && terminalAtOutput()) || {},
    spell: spellingFor(process.env),
  };
}

const retryMs = 5;
/** Container names come from files and sockets of runtimes, which may not answer. */
const namesTimeoutMs = 2000;

/** A sample with every process, and with container names unless they time out; undefined: interrupted. */
async function wholeSample(
  host: Sampled,
  timeoutMs: number,
  interruption: Interruption,
): Promise<Sample | undefined> {
  const deadlineMs = performance.now() + timeoutMs;
  for (let tries = 0; !interruption.name; tries++) {
    if (tries > 1) await interruption.pause(retryMs);
    const sample = await interruption.unless(host.sample());
    if (!sample?.processes || sample.processesPending) continue;
    if (!sample.containersPending || performance.now() >= deadlineMs) return sample;
  }
  return undefined;
}
