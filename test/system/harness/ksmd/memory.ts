import {type Program, program} from '../../../support/program.js';
import {native} from '../native/compile.js';
import {type Running, start} from '../running.js';

export type WorkloadOptions = {
  mib: number;
  /** Workloads of one seed hold the same pages. */
  seed?: number;
  uniquePercent?: number;
  zeroPercent?: number;
  how?: 'madvise' | 'prctl' | 'none';
  /** Children that share its memory. */
  forks?: number;
  /** Pages that are written to all the time. */
  changingPercent?: number;
  /** Address space of which sixteen pages are there. */
  sparseTib?: number;
  /** Of its pages, the first: given to swap. */
  swappedPercent?: number;
  /** Maps, unmaps, forks and executes itself all the time. */
  restless?: boolean;
};

/** Arguments of `workload`, for use where its path is another: in a container. */
export const workloadArgs = (options: WorkloadOptions): string[] => {
  const {mib, seed = 1, uniquePercent = 0, zeroPercent = 0, how = 'madvise'} = options;
  const {forks = 0, changingPercent = 0, sparseTib = 0} = options;
  const {swappedPercent = 0, restless = false} = options;
  return [
    ...['--mib', String(mib), '--seed', String(seed), '--how', how],
    ...['--unique', String(uniquePercent), '--zero', String(zeroPercent)],
    ...['--forks', String(forks), '--changing', String(changingPercent)],
    ...['--sparse', String(sparseTib), '--swapped', String(swappedPercent)],
    ...['--restless', restless ? '1' : '0'],
  ];
};

export type AllocateOptions = {
  mib: number;
  chunkKib?: number;
  seed?: number;
  how?: 'malloc' | 'mmap64' | 'shared' | 'hugetlb' | 'file';
};

export const allocateArgs = (options: AllocateOptions): string[] => {
  const {mib, chunkKib = 1024, seed = 1, how = 'malloc'} = options;
  return [
    ...['--mib', String(mib), '--chunk-kib', String(chunkKib)],
    ...['--seed', String(seed), '--how', how],
  ];
};

const ready = async (of: Program, env?: NodeJS.ProcessEnv): Promise<Running> => {
  const running = await start(of, env && {env});
  await running.waitForOutput(/^ready$/m);
  return running;
};

/** A process that offers a known amount of memory, all of it filled; in a cgroup, if need be. */
export const startWorkload = async ({
  enter = (of) => of,
  ...options
}: WorkloadOptions & {enter?: (of: Program) => Program}): Promise<Running> =>
  ready(enter(program(await native('workload'), ...workloadArgs(options))));

let startedTogether = 0;
const mostSeeds = 100;

/**
 * Started at once; unless told otherwise they offer nothing until they get SIGUSR1. Those that are
 * started apart have other pages: to an estimate, what is merged anywhere counts as kept.
 */
export const startWorkloads = async (
  all: readonly Parameters<typeof startWorkload>[0][],
): Promise<AsyncDisposable & {pids: readonly number[]; running: readonly Running[]}> => {
  const firstSeed = ++startedTogether * mostSeeds;
  const running = await Promise.all(
    all.map(({seed = 1, ...options}) =>
      startWorkload({how: 'none', ...options, seed: firstSeed + seed}),
    ),
  );
  return {
    running,
    pids: running.map(({pid}) => pid),
    async [Symbol.asyncDispose]() {
      await Promise.all(running.map((each) => each.stop()));
    },
  };
};

/** A process that knows nothing of KSM, with a library preloaded or without. */
export const startAllocate = async (
  options: AllocateOptions & {
    preload?: string;
    /** The library offers blocks above this size; its own default when absent. */
    mergeThresholdBytes?: number;
    statically?: boolean;
    /** Where it was built to, when it is a foreign one. */
    executable?: string;
  },
): Promise<Running> => {
  const {preload, mergeThresholdBytes, statically = false, executable} = options;
  const path = executable ?? (await native(statically ? 'allocate-static' : 'allocate'));
  return ready(program(path, ...allocateArgs(options)), {
    ...process.env,
    ...(preload === undefined ? {} : {LD_PRELOAD: preload}),
    ...(mergeThresholdBytes === undefined
      ? {}
      : {KSMP_MERGE_THRESHOLD: String(mergeThresholdBytes)}),
  });
};
