import {believe} from '../../model/belief/belief.js';
import {withoutUnknown} from '../../model/derive/unknown.js';
import type {ProcessSample, Sample} from '../../model/sample/sample.js';
import type {ReadTrialFacts, TrialContainer, TrialFacts} from '../../model/trial/trialFacts.js';
import type {ContainerReading, TrialReading} from '../../model/trial/trialReading.js';

/** What was agreed and done, without what is read. */
export type TrialState = Omit<
  TrialReading,
  'containers' | 'hugePageSplits' | 'hostPressureMicroseconds'
> & {
  containers: ReadonlyArray<Pick<ContainerReading, 'id' | 'name'>>;
};

/**
 * The part of a sample that a trial needs.
 * @param earlier The reading before; its huge pages are kept where they are not read now.
 */
export async function readTrial(
  state: TrialState,
  sample: Sample,
  read: ReadTrialFacts,
  earlier: TrialReading | undefined,
  withHugePages: boolean,
): Promise<TrialReading> {
  const containers = state.containers.map(({id}): TrialContainer => {
    const members = membersOf(sample, id);
    const cgroup = members[0]?.container.cgroup;
    return {
      id,
      ...(cgroup && {cgroup}),
      pids: withHugePages ? members.map(({pid}) => pid) : [],
      quietPids: members.filter(isQuiet).map(({pid}) => pid),
    };
  });
  const {containers: factsOf, ksm, ...hostFacts} = await read(containers);
  const newest = believe(withNewest(sample, ksm)).sample;
  return {
    ...state,
    ...hostFacts,
    containers: state.containers.map(({id, name}) => ({
      id,
      name,
      ...withoutUnknown({
        hugeBytes: earlier?.containers.find((container) => container.id === id)?.hugeBytes,
      }),
      ...factsOf[id],
      ...pagesOf(membersOf(newest, id)),
    })),
  };
}

function membersOf({processes = []}: Sample, containerId: string): readonly ProcessSample[] {
  return processes.filter(({container}) => container.id === containerId);
}

/**
 * Before 6.14 the kernel does not tell who is opted in: a process that starts during the trial would
 * be missing from its saving until its turn in the rotation of those that offer nothing.
 */
function isQuiet(process: ProcessSample): boolean {
  return process.ksm?.mergeable === undefined && !isOffering(process);
}

/** @param ksm Newer figures, by pid. */
function withNewest(sample: Sample, ksm: TrialFacts['ksm']): Sample {
  const {processes} = sample;
  if (!processes || Object.keys(ksm).length === 0) return sample;
  return {
    ...sample,
    processes: processes.map((process) =>
      ksm[process.pid] ? {...process, ksm: {...process.ksm, ...ksm[process.pid]}} : process,
    ),
  };
}

type Pages = Pick<ContainerReading, 'offering' | 'rmapItems' | 'mergingPages' | 'zeroPages'>;

function pagesOf(processes: readonly ProcessSample[]): Pages {
  const sumOf = (name: 'rmapItems' | 'mergingPages' | 'zeroPages') => {
    const known = processes.flatMap(({ksm}) => ksm?.[name] ?? []);
    return known.length === 0 ? undefined : known.reduce((sum, pages) => sum + pages, 0);
  };
  return {
    offering: processes.filter(isOffering).length,
    ...withoutUnknown({
      rmapItems: sumOf('rmapItems'),
      mergingPages: sumOf('mergingPages'),
      zeroPages: sumOf('zeroPages'),
    }),
  };
}

/** Before 6.14 the kernel does not tell before ksmd has looked at its memory. */
function isOffering({ksm}: ProcessSample): boolean {
  return ksm?.mergeAny === true || ksm?.mergeable === true || (ksm?.rmapItems ?? 0) > 0;
}
