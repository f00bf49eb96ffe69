import type {HostFacts, ProcessSample, Sample} from '../../model/sample/sample.js';
import type {ContainerSampler} from '../containers/containerSampler.js';
import type {SampleScope} from '../host.js';
import type {MountPoints} from '../io/mounts.js';
import type {Reader} from '../io/reader.js';
import type {AskSocket} from '../names/nameSource.js';
import {createProcessSampler, type ProcessSampler} from '../processes/processSampler.js';
import {createFactReads} from './factReads.js';
import {readKsmd} from './ksmd.js';
import {createListing, type Listing} from './listing.js';
import {findLxcfs, type Lxcfs} from './lxcfs.js';
import {createRegisterReads} from './registerReads.js';
import {createSampleQueue} from './sampleQueue.js';
import {createSystemReads, type SystemReads} from './systemFiles.js';
import {createWriteRefusal} from './writeRefusal.js';

/** Takes samples of a host: it decides what the reader reads on which tick. */
export type Sampler = {
  /** While a sample of at least this scope is being taken, another call gets the same one. */
  sample(scope?: SampleScope): Promise<Sample>;
  /** Stops reading in the background. */
  stop(): void;
};

/** Found once per host, and the reads that depend on it. */
type Plan = {
  lxcfs: Lxcfs;
  listing: Listing;
  systemReads: SystemReads;
  /** Absent: containers are not sampled. */
  containerSampler?: ContainerSampler;
};

/** What a sampler needs of the machine apart from its kernel. */
export type UserSpace = {
  /** The host's root directory, for files such as those of container runtimes. */
  hostRoot: string;
  /** Absent: sockets of the host cannot be reached. */
  askSocket?: AskSocket;
};

/** How much a sample has of its processes. */
export type SampleDepth = {
  /**
   * Only what they offer to KSM, without their identity and their containers. The first sample has
   * all processes, unless one hangs.
   */
  offersOnly?: boolean;
};

export function createSampler(
  reader: Reader,
  {procfs, sysfs}: MountPoints,
  {hostRoot, askSocket}: UserSpace,
  {offersOnly = false}: SampleDepth = {},
): Sampler {
  const readRegister = createRegisterReads(reader, procfs, hostRoot);
  const readWriteRefusal = createWriteRefusal(reader, sysfs);
  const readFacts = createFactReads(reader, {procfs, sysfs}, {hostRoot, offersOnly});
  const queue = createSampleQueue(takeSample);
  let plan: Plan | undefined;
  let processSampler: ProcessSampler | undefined;
  let processes: readonly ProcessSample[] = [];
  let lastWholeMs = performance.now();

  async function takeSample(scope: SampleScope): Promise<Sample> {
    plan ??= await makePlan();
    const {lxcfs, listing, systemReads} = plan;
    const timeMs = Date.now();
    const monotonicMs = performance.now();
    const isWhole = scope === 'whole';
    const needsListing = isWhole || !processSampler;
    const [facts, {uptimeSeconds, ...system}, ksmd, names, register, writeRefusal] =
      await Promise.all([
        readFacts(lxcfs, isWhole),
        systemReads.read(),
        readKsmd(reader, procfs, processSampler?.ksmdPid),
        needsListing ? listing.listIfChanged() : undefined,
        isWhole && !offersOnly ? readRegister() : undefined,
        offersOnly ? undefined : readWriteRefusal(monotonicMs),
      ]);
    const hostPart = {
      timeMs,
      monotonicMs,
      host: {...facts, ...(uptimeSeconds !== undefined && {uptimeSeconds})},
      ...system,
      ...register,
      ...(writeRefusal !== undefined && {writeRefusal}),
    };
    if (processSampler && isWhole) {
      return {
        ...hostPart,
        ...ksmd,
        ...(await advanceProcesses(processSampler, names, monotonicMs)),
      };
    }
    if (processSampler) return {...hostPart, ...ksmd, ...noContainers};
    return {...hostPart, ...(await startProcesses(facts, names ?? [], isWhole))};
  }

  /** The rest of the first sample: the processes are read in the background from here on. */
  async function startProcesses(
    {pageSizeBytes}: HostFacts,
    names: readonly string[],
    isWhole: boolean,
  ) {
    processSampler = createProcessSampler(
      reader,
      {procfs, hostRoot},
      pageSizeBytes,
      plan?.containerSampler?.identities,
    );
    await processSampler.start(names, isWhole);
    const ksmd = await readKsmd(reader, procfs, processSampler.ksmdPid);
    return {
      ...ksmd,
      ...(isWhole && offersOnly && {processes: processSampler.processes}),
      ...(isWhole && {processesPending: processSampler.pendingCount}),
      ...noContainers,
    };
  }

  /** The processes and containers of each later sample. */
  async function advanceProcesses(
    followed: ProcessSampler,
    names: readonly string[] | undefined,
    monotonicMs: number,
  ) {
    const elapsedMs = monotonicMs - lastWholeMs;
    lastWholeMs = monotonicMs;
    await followed.advance(names);
    const {pendingCount, containers} = followed;
    processes = followed.processes;
    const containerSampler = plan?.containerSampler;
    await containerSampler?.follow(containers, elapsedMs);
    return {
      processes,
      ...(pendingCount > 0 && {processesPending: pendingCount}),
      ...(containerSampler?.sample() ?? noContainers),
    };
  }

  async function makePlan(): Promise<Plan> {
    const lxcfs = await findLxcfs(reader, procfs);
    return {
      lxcfs,
      listing: createListing(reader, procfs, lxcfs),
      systemReads: createSystemReads(reader, {procfs, sysfs}, lxcfs),
      ...(!offersOnly && {containerSampler: await loadContainerSampler()}),
    };
  }

  /** Loaded only where containers are sampled. */
  async function loadContainerSampler(): Promise<ContainerSampler> {
    const {createContainerSampler} = await import('../containers/containerSampler.js');
    return createContainerSampler(
      {reader, procfs, hostRoot, processes: () => processes, ...(askSocket && {askSocket})},
      sysfs,
    );
  }

  return {
    sample: (scope = 'whole') => queue.sample(scope),
    stop() {
      queue.stop();
      processSampler?.stop();
      plan?.containerSampler?.stop();
    },
  };
}

const noContainers = {containerMemory: {}, containerNames: {}, containerLibraries: {}};
