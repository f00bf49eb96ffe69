import type {HostFacts} from '../../model/sample/sample.js';
import type {MountPoints} from '../io/mounts.js';
import type {Reader} from '../io/reader.js';
import {readHostFacts, readUserNames} from './hostFacts.js';
import type {Lxcfs} from './lxcfs.js';
import {readMemoryNodes} from './memoryNodes.js';

/**
 * Reads the facts of a host once, and the names of its users for the second whole sample, the first
 * that has processes: the first frame need not wait for a file that only a child may read.
 *
 * @param offersOnly Only what processes offer is sampled: neither their users nor nodes are needed.
 */
export function createFactReads(
  reader: Reader,
  mounts: MountPoints,
  {hostRoot, offersOnly}: {hostRoot: string; offersOnly: boolean},
) {
  let facts: HostFacts | undefined;

  async function readFirst(lxcfs: Lxcfs): Promise<HostFacts> {
    const [hostFacts, nodeCount] = await Promise.all([
      readHostFacts(reader, mounts, lxcfs),
      offersOnly ? undefined : readMemoryNodes(reader, mounts.sysfs),
    ]);
    return {...hostFacts, ...(nodeCount !== undefined && {nodeCount})};
  }

  return async (lxcfs: Lxcfs, isWhole: boolean): Promise<HostFacts> => {
    if (!facts) facts = await readFirst(lxcfs);
    else if (isWhole && !offersOnly && !facts.userNames) {
      facts = {...facts, userNames: await readUserNames(reader, hostRoot)};
    }
    return facts;
  };
}
