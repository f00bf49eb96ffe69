import type {HostFacts, ProcessSample, Sample} from '../model/sample.js';
import {createContainerLibraries} from './containerLibraries.js';
import {createContainerMemory} from './containerMemory.js';
import type {SampleScope} from './host.js';
import {readHostFacts} from './hostFacts.js';
import {readKsmd} from './ksmd.js';
import {createListing, type Listing} from './listing.js';
import {findLxcfs, type Lxcfs} from './lxcfs.js';
import {createContainerNames} from './names/containerNames.js';
import type {AskSocket} from './names/nameSource.js';
import {createProcessSampler, type ProcessSampler} from './processSampler.js';
import type {Reader} from './reader.js';
import {createSystemReads, ksmDirectory, type SystemReads} from './systemFiles.js';

/** Takes samples of a host whose files a reader brings: it decides what to read when. */
export type Sampler = {
  /** While a sample is being taken, another call gets the same one. */
  sample(scope?: SampleScope): Promise<Sample>;
  /** Ends the reading in the background. */
  stop(): void;
};

/** Where the kernel's file systems are mounted. */
export type MountPoints = {procfs: string; sysfs: string};

/** What is looked for once, and the reads that need to know it. */
type Plan = {lxcfs: Lxcfs; listing: Listing; systemReads: SystemReads};

const refusalPeriodMs = 10_000;

/** What a sampler needs to know of the machine beside its kernel. */
export type UserSpace = {
  /** The host's root directory, for files such as those of container runtimes. */
  hostRoot: string;
  /** Absent: no socket of the host can be asked. */
  askSocket?: AskSocket;
};

/** How much of its processes a sample tells. */
export type SampleDepth = {
  /**
   * No more than what they offer to KSM: not who they are, and nothing of containers. All that is
   * there is in the first sample, if none hangs.
   */
  offersOnly?: boolean;
};

export function createSampler(
  reader: Reader,
  {procfs, sysfs}: MountPoints,
  {hostRoot, askSocket}: UserSpace,
  {offersOnly = false}: SampleDepth = {},
): Sampler {
  const containerMemory = createContainerMemory(reader, procfs, sysfs);
  const libraries = createContainerLibraries(reader, hostRoot);
  const containerNames = createContainerNames({
    reader,
    procfs,
    hostRoot,
    processes: () => processes,
    ...(askSocket && {askSocket}),
  });
  let plan: Plan | undefined;
  let facts: HostFacts | undefined;
  let processSampler: ProcessSampler | undefined;
  let processes: readonly ProcessSample[] = [];
  let sampling: Promise<Sample> | undefined;
  let stopped = false;
  let lastMs = performance.now();
  let writeRefusal: string | undefined;
  let refusalMs = Number.NEGATIVE_INFINITY;

  async function takeSample(scope: SampleScope): Promise<Sample> {
    plan ??= await makePlan();
    const {lxcfs, listing, systemReads} = plan;
    const timeMs = Date.now();
    const monotonicMs = performance.now();
    const ksmdPid = processSampler?.ksmdPid;
    const whole = scope === 'whole';
    const lists = whole || !processSampler;
    const [hostFacts, {uptimeSeconds, ...system}, ksmd, names] = await Promise.all([
      facts ?? readHostFacts(reader, {procfs, sysfs}, hostRoot, lxcfs),
      systemReads.read(),
      readKsmd(reader, procfs, ksmdPid),
      lists ? listing.changed() : undefined,
      refreshWriteRefusal(monotonicMs),
    ]);
    facts = hostFacts;
    const common = {
      timeMs,
      monotonicMs,
      host: {...facts, ...(uptimeSeconds !== undefined && {uptimeSeconds})},
      ...system,
      ...(writeRefusal !== undefined && {writeRefusal}),
    };
    if (!processSampler) {
      processSampler = createProcessSampler(reader, procfs, facts.pageSizeBytes, offersOnly);
      await processSampler.start(names ?? [], whole);
      const firstKsmd = await readKsmd(reader, procfs, processSampler.ksmdPid);
      return {
        ...common,
        ...(firstKsmd && {ksmd: firstKsmd}),
        ...(whole && offersOnly && {processes: processSampler.processes()}),
        ...(whole && {processesPending: processSampler.pendingCount}),
        ...noContainers,
      };
    }
    if (whole) await readProcesses(processSampler, names, monotonicMs);
    if (!whole) return {...common, ...(ksmd && {ksmd}), ...noContainers};
    const {pendingCount} = processSampler;
    const containersPending = containerNames.pendingCount;
    return {
      ...common,
      ...(ksmd && {ksmd}),
      processes,
      ...(pendingCount > 0 && {processesPending: pendingCount}),
      containerMemory: containerMemory.bytes,
      containerNames: containerNames.facts,
      containerLibraries: libraries.facts,
      ...(containersPending > 0 && {containersPending}),
    };
  }

  async function makePlan(): Promise<Plan> {
    const lxcfs = await findLxcfs(reader, procfs);
    return {
      lxcfs,
      listing: createListing(reader, procfs, lxcfs),
      systemReads: createSystemReads(reader, {procfs, sysfs}, lxcfs),
    };
  }

  async function readProcesses(
    sampler: ProcessSampler,
    names: readonly string[] | undefined,
    nowMs: number,
  ): Promise<void> {
    const elapsedMs = nowMs - lastMs;
    lastMs = nowMs;
    await sampler.advance(names);
    if (offersOnly) {
      processes = sampler.processes();
      return;
    }
    const containers = sampler.containers();
    processes = sampler.processes();
    containerNames.follow(containers);
    libraries.follow(containers);
    await containerMemory.update(containers, elapsedMs);
  }

  async function refreshWriteRefusal(nowMs: number): Promise<void> {
    if (nowMs - refusalMs < refusalPeriodMs) return;
    refusalMs = nowMs;
    writeRefusal = await reader.writeRefusal(`${ksmDirectory(sysfs)}/run`);
  }

  return {
    sample(scope = 'whole') {
      if (stopped) return Promise.reject(new Error('This host was closed.'));
      sampling ??= takeSample(scope).finally(() => {
        sampling = undefined;
      });
      return sampling;
    },
    stop() {
      stopped = true;
      processSampler?.stop();
      containerNames.stop();
      libraries.stop();
    },
  };
}

const noContainers = {containerMemory: {}, containerNames: {}, containerLibraries: {}};
