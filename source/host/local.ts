import {readdirSync, readFileSync} from 'node:fs';
import {open} from 'node:fs/promises';
import {counters} from '../kernel/counters.js';
import {type ParameterName, parameters} from '../kernel/parameters.js';
import type {KsmFiles, ProcessSample, Sample} from '../model/sample.js';
import type {Host, WriteOutcome} from './host.js';

/** Where the kernel's file systems are mounted: for tests, and inside a container. */
export type Mounts = {procfs?: string; sysfs?: string};

/** This machine. */
export type LocalHost = Host & {
  /** Reads that the kernel has not answered; their threads outlive `close()`. */
  readonly hungReads: number;
};

/** The machine that ksmtop runs on. Throws a sentence when `procfs` is not a procfs. */
export function createLocalHost(mounts: Mounts = {}): LocalHost {
  const procfs = mounts.procfs ?? '/proc';
  const ksmDirectory = `${mounts.sysfs ?? '/sys'}/kernel/mm/ksm`;
  if (read(`${procfs}/stat`) === undefined || read(`${procfs}/self/stat`) === undefined) {
    throw new Error(`${procfs} is not a procfs: it has no stat or no self.`);
  }
  return {
    hungReads: 0,
    sample: async () => takeSample(procfs, ksmDirectory),
    write: (name, value) => write(ksmDirectory, name, value),
    close: async () => {},
  };
}

function takeSample(procfs: string, ksmDirectory: string): Sample {
  const ksm = readKsm(ksmDirectory);
  return {
    timeMs: Date.now(),
    monotonicMs: performance.now(),
    host: {
      name: read(`${procfs}/sys/kernel/hostname`)?.trim() ?? '',
      kernelRelease: read(`${procfs}/sys/kernel/osrelease`)?.trim() ?? '',
      cpuCount: read(`${procfs}/stat`)?.match(/^cpu\d/gm)?.length ?? 1,
      pageSizeBytes: 4096,
      rmapItemBytes: 64,
      ticksPerSecond: 100,
    },
    ...(ksm && {ksm}),
    memory: {},
    vmstat: {},
    processes: readProcesses(procfs),
    containerMemory: {},
  };
}

function readKsm(directory: string): KsmFiles | undefined {
  if (read(`${directory}/run`) === undefined) {
    return undefined;
  }
  const ksm: KsmFiles = {counters: {}, parameters: {}};
  for (const {name} of counters) {
    const text = read(`${directory}/${name}`);
    if (text !== undefined) {
      ksm.counters[name] = Number(text);
    }
  }
  for (const {name} of parameters) {
    const text = read(`${directory}/${name}`)?.trim();
    if (text !== undefined) {
      ksm.parameters[name] = /\[(.*)\]/.exec(text)?.[1] ?? text;
    }
  }
  return ksm;
}

function readProcesses(procfs: string): ProcessSample[] {
  const processes: ProcessSample[] = [];
  for (const name of readdirSync(procfs)) {
    const stat = /^\d+$/.test(name) ? read(`${procfs}/${name}/stat`) : undefined;
    const command = stat && /\((.*)\)/s.exec(stat)?.[1];
    const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? [];
    if (command === undefined || fields[1] === '2' || name === '2') {
      continue;
    }
    processes.push({
      pid: Number(name),
      startTicks: Number(fields[19]),
      parentPid: Number(fields[1]),
      command,
      container: {kind: 'host', id: 'host', name: 'host'},
      readable: false,
      preload: {},
    });
  }
  return processes;
}

async function write(
  directory: string,
  name: ParameterName,
  value: string,
): Promise<WriteOutcome> {
  const started = performance.now();
  const outcome: WriteOutcome = {elapsedSeconds: 0};
  try {
    await using file = await open(`${directory}/${name}`, 'r+');
    await file.write(value);
  } catch (error) {
    outcome.errno = (error as NodeJS.ErrnoException).code ?? 'EIO';
  }
  const text = read(`${directory}/${name}`)?.trim();
  if (text !== undefined) {
    outcome.value = /\[(.*)\]/.exec(text)?.[1] ?? text;
  }
  outcome.elapsedSeconds = (performance.now() - started) / 1000;
  return outcome;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
