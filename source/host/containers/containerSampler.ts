import type {Sample} from '../../model/sample/sample.js';
import {createContainerNames} from '../names/containerNames.js';
import {createContainerLibraries} from './containerLibraries.js';
import {createContainerMemory} from './containerMemory.js';
import {createIdentities, type Identities} from './identities.js';
import type {Containers} from './membership.js';

/** Follows the containers of a host: their memory, names and libraries. */
export type ContainerSampler = {
  /** Finds the container of a process. */
  readonly identities: Identities;
  /** Takes the current containers over, and reads what is due. */
  follow(containers: Containers, elapsedMs: number): Promise<void>;
  /** Their part of a sample. */
  sample(): ContainerPart;
  stop(): void;
};

type ContainerPart = Pick<
  Sample,
  'containerMemory' | 'containerNames' | 'containerLibraries' | 'containersPending'
>;

export function createContainerSampler(
  needs: Parameters<typeof createContainerNames>[0],
  sysfs: string,
): ContainerSampler {
  const {reader, procfs, hostRoot} = needs;
  const memory = createContainerMemory(reader, procfs, sysfs);
  const libraries = createContainerLibraries(reader, hostRoot);
  const names = createContainerNames(needs);
  return {
    identities: createIdentities(reader, procfs),
    async follow(containers, elapsedMs) {
      names.follow(containers);
      libraries.follow(containers);
      await memory.update(containers, elapsedMs);
    },
    sample() {
      const {pendingCount} = names;
      return {
        containerMemory: memory.bytes,
        containerNames: names.facts,
        containerLibraries: libraries.facts,
        ...(pendingCount > 0 && {containersPending: pendingCount}),
      };
    },
    stop() {
      names.stop();
      libraries.stop();
    },
  };
}
