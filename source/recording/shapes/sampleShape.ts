import type {ContainerIdentity} from '../../kernel/container/identity.js';
import {counters} from '../../kernel/ksm/counters.js';
import {type KsmFiles, parseParameter} from '../../kernel/ksm/ksmFiles.js';
import {type ParameterName, parameters} from '../../kernel/ksm/parameters.js';
import type {Meminfo} from '../../kernel/meminfo.js';
import type {ProcessKsm} from '../../kernel/process/ksmStat.js';
import type {Privileges} from '../../kernel/process/privileges.js';
import type {VmstatKsm} from '../../kernel/vmstat.js';
import type {RegisteredOptIn} from '../../model/optIn/optInRegister.js';
import type {
  HostFacts,
  KsmdSample,
  PreloadFacts,
  ProcessSample,
  Refusal,
  Sample,
} from '../../model/sample/sample.js';
import {leaf, list, object, optional, record, type Shape} from './shape.js';
import {count, duration, errno, flag, path, positive, signed, text, time} from './shapeLeaves.js';
import {trialShape} from './trialShape.js';

const hierarchy = leaf<'memory' | 'unified'>('hierarchy', (value) =>
  ['memory', 'unified'].includes(value as string),
);

const hostFacts = object<HostFacts>({
  name: text,
  kernelRelease: text,
  cpuCount: optional(positive),
  pageSizeBytes: positive,
  rmapItemBytes: positive,
  ticksPerSecond: positive,
  uptimeSeconds: optional(duration),
  userNames: optional(record<Record<number, string>>((userId) => numbered(userId, text))),
  nodeCount: optional(positive),
  reader: optional(object<Privileges>({root: flag, ptrace: flag, readSearch: flag})),
  hidesProcesses: optional(flag),
  memoryOfContainer: optional(flag),
  containerFilesRead: optional(leaf<false>('false', (value) => value === false)),
});

const counterShapes = new Map<string, Shape<unknown>>(counters.map(({name}) => [name, signed]));

const parameterShapes = new Map<string, Shape<unknown>>(
  parameters.map(({name}) => [name, leaf(name, (value) => isParameter(name, value))]),
);

const ownWriteShapes = new Map<string, Shape<unknown>>(
  [...parameterShapes].map(([name, shape]) => [name, list(shape)]),
);

/** The shape of a sample without its processes. */
export const systemShape = object<Omit<Sample, 'processes' | 'remote'>>({
  timeMs: time,
  monotonicMs: duration,
  host: hostFacts,
  ksm: optional(
    object<KsmFiles>({
      counters: record<KsmFiles['counters']>((name) => counterShapes.get(name)),
      parameters: record<KsmFiles['parameters']>((name) => parameterShapes.get(name)),
    }),
  ),
  writeRefusal: optional(errno),
  ownWrites: optional(record<NonNullable<Sample['ownWrites']>>((name) => ownWriteShapes.get(name))),
  memory: object<Meminfo>({
    totalBytes: optional(count),
    freeBytes: optional(count),
    availableBytes: optional(count),
    swapTotalBytes: optional(count),
    swapFreeBytes: optional(count),
  }),
  vmstat: object<VmstatKsm>({cowKsm: optional(count), ksmSwpinCopy: optional(count)}),
  ksmd: optional(object<KsmdSample>({pid: count, cpuTicks: count})),
  ksmdRefusal: optional(errno),
  processesPending: optional(count),
  containerMemory: record<Sample['containerMemory']>(() => count),
  containerNames: record<Sample['containerNames']>(() => text),
  containerLibraries: record<Sample['containerLibraries']>(() => path),
  containersPending: optional(count),
  trial: optional(trialShape),
  optIns: optional(
    list(
      object<RegisteredOptIn>({
        pid: count,
        startTicks: count,
        containerId: text,
        way: optional(leaf('way', (value) => value === 'madvise')),
      }),
    ),
  ),
  optInsProblem: optional(text),
});

const refusedFile = leaf<Refusal['file']>('file', (value) =>
  ['ksm_stat', 'maps'].includes(value as string),
);

const container = object<ContainerIdentity>({
  kind: text,
  id: text,
  name: text,
  cgroup: optional(object({hierarchy, path: text})),
});

/** The shape of a process of a sample. */
export const processShape = object<Omit<ProcessSample, 'doubts'>>({
  pid: count,
  startTicks: optional(count),
  parentPid: count,
  command: text,
  commandLine: optional(text),
  userId: optional(count),
  innerPid: optional(count),
  container,
  readable: flag,
  refusal: optional(object<Refusal>({file: refusedFile, errno})),
  ksm: optional(
    object<ProcessKsm>({
      rmapItems: optional(signed),
      zeroPages: optional(signed),
      mergingPages: optional(signed),
      profitBytes: optional(signed),
      mergeAny: optional(flag),
      mergeable: optional(flag),
    }),
  ),
  preload: object<PreloadFacts>({mapped: optional(path), requested: optional(path)}),
  anonBytes: optional(count),
});

/** Whether reading the parameter's file could have given this value. */
function isParameter(name: ParameterName, value: unknown): boolean {
  if (typeof value !== 'string' || !/^[\w-]{1,20}$/.test(value)) return false;
  return parseParameter(name, name === 'advisor_mode' ? `[${value}]` : value) === value;
}

/** The shape of an entry whose key must be a number. */
function numbered<T>(key: string, shape: Shape<T>): Shape<T> | undefined {
  return /^\d{1,10}$/.test(key) ? shape : undefined;
}
