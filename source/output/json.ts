import {counters} from '../kernel/ksm/counters.js';
import {parameters} from '../kernel/ksm/parameters.js';
import {adviceOf} from '../model/advice/advice.js';
import type {Doubt} from '../model/belief/doubt.js';
import type {ContainerRow} from '../model/derive/containers.js';
import {preloadStates} from '../model/derive/preloadState.js';
import {containerVerdict, hostVerdict} from '../model/derive/verdict.js';
import type {Model} from '../model/model.js';
import type {Sample} from '../model/sample/sample.js';
import {containerCounts, containerFigures} from './containerFigures.js';
import {hostFigures, type OutputFigure} from './hostFigures.js';
import {Digits, type JsonValue, jsonText} from './jsonText.js';
import {digitsText, numberText} from './numbers.js';
import type {ContainerFilter, Writer} from './writer.js';

/** Writes one JSON object per line. A key whose value is unknown is absent, never 0. */
export function createJsonWriter(filter: ContainerFilter | undefined): Writer {
  return (model) => `${jsonText(modelObject(model, filter))}\n`;
}

type Members = Record<string, JsonValue | undefined>;

function modelObject(model: Model, filter: ContainerFilter | undefined): Members {
  const {sample, rates, containers} = model;
  const chosen = filter ? containers?.filter(filter) : containers;
  return {
    time: new Date(sample.timeMs).toISOString(),
    interval_seconds: number(rates?.elapsedSeconds, 3),
    host: hostObject(sample),
    ksm: ksmObject(sample),
    vmstat: vmstatObject(sample),
    ksmd: ksmdObject(model),
    figures: {...figureMembers(hostFigures, model), verdict: hostVerdict(model)},
    containers: chosen?.map((row) => containerObject(model, row)),
    impossible: impossibleFigures(model),
    advice: adviceOf(model).map(({rule, severity, text, cure}) => ({rule, severity, text, cure})),
  };
}

function hostObject({host, memory, processes}: Sample): Members {
  return {
    name: host.name || undefined,
    kernel: host.kernelRelease || undefined,
    page_size_bytes: number(host.pageSizeBytes),
    mem_total_bytes: number(memory.totalBytes),
    mem_available_bytes: number(memory.availableBytes),
    processes: number(processes?.length),
    processes_readable: number(processes?.filter(({readable}) => readable).length),
  };
}

/** The kernel's files under their own names: counters, then parameters. */
function ksmObject({ksm}: Sample): Members | undefined {
  if (!ksm) return undefined;
  const members: Members = {};
  for (const {name} of counters) members[name] = number(ksm.counters[name]);
  for (const {name} of parameters) {
    const text = ksm.parameters[name];
    members[name] = digits(digitsText(text)) ?? text;
  }
  return members;
}

/** The kernel's own name; since Linux 5.19. */
function vmstatObject({vmstat: {cowKsm}}: Sample): Members | undefined {
  return cowKsm === undefined ? undefined : {cow_ksm: number(cowKsm)};
}

function ksmdObject({sample: {ksmd}, rates}: Model): Members | undefined {
  return (
    ksmd && {
      pid: number(ksmd.pid),
      cpu_percent: number(rates?.ksmdCpuPercent, 2),
      window_seconds: number(rates?.paceSeconds, 3),
    }
  );
}

/** Impossible figures of the kernel, which are absent everywhere else; absent: there are none. */
function impossibleFigures({sample, doubts}: Model): JsonValue[] | undefined {
  const object = ({figure, value, reason}: Doubt, pid?: number): Members => ({
    figure,
    pid: number(pid),
    value: number(value),
    reason,
  });
  const ofProcesses = (sample.processes ?? []).flatMap(
    ({pid, doubts: own}) => own?.map((doubt) => object(doubt, pid)) ?? [],
  );
  const all = [...doubts.map((doubt) => object(doubt)), ...ofProcesses];
  return all.length > 0 ? all : undefined;
}

function containerObject(model: Model, row: ContainerRow): Members {
  const {id, name, kind, preload} = row;
  return {
    id,
    name,
    kind,
    ...figureMembers(containerCounts, row),
    preload: Object.fromEntries(preloadStates.map((state) => [state, number(preload[state])])),
    ...figureMembers(containerFigures, row),
    verdict: containerVerdict(model, row),
  };
}

function figureMembers<Source>(
  figures: ReadonlyArray<OutputFigure<Source>>,
  source: Source,
): Members {
  return Object.fromEntries(
    figures.map(({name, decimals, value}) => [name, number(value(source), decimals)]),
  );
}

function number(value: number | undefined, decimals?: number): Digits | undefined {
  return digits(numberText(value, decimals));
}

function digits(text: string | undefined): Digits | undefined {
  return text === undefined ? undefined : new Digits(text);
}
