import {believe} from '../../model/belief/belief.js';
import {withoutUnknown} from '../../model/derive/savings.js';
import type {ProcessSample, Sample} from '../../model/sample/sample.js';
import type {ReadTrialFacts, TrialContainer} from '../../model/trial/trialFacts.js';
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
  const {processes = []} = believe(sample).sample;
  const members = new Map(
    state.containers.map(({id}) => [id, processes.filter(({container}) => container.id === id)]),
  );
  const containers = [...members].map(([id, of]): TrialContainer => {
    const cgroup = of[0]?.container.cgroup;
    return {id, ...(cgroup && {cgroup}), pids: withHugePages ? of.map(({pid}) => pid) : []};
  });
  const {containers: factsOf, ...hostFacts} = await read(containers);
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
      ...pagesOf(members.get(id) ?? []),
    })),
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
