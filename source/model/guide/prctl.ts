import {showUntrusted} from '../../text/untrusted.js';
import {prctlSupport} from '../kernelFeatures.js';
import type {GuideFacts} from './guideFacts.js';

/** First systemd with MemoryKSM=. */
const systemdNeeded = 254;

/** Whether the opt-in by prctl, which systemd calls MemoryKSM=yes, reaches programs on this host. */
export type PrctlVerdict = {works: boolean; text: string};

/**
 * PR_SET_MEMORY_MERGE came with 6.4; a child has it from its parent. Until 6.7 an exec lost it,
 * and before 6.9, without a later fix, ksmd passed over programs that had it from before their exec.
 */
export function prctlOnKernel({model}: GuideFacts): PrctlVerdict {
  const release = model.sample.host.kernelRelease;
  const name = `Linux ${showUntrusted(release)}`;
  const support = prctlSupport(model.sample);
  if (support === 'none') {
    return {
      works: false,
      text: `${name} has no opt-in by prctl (6.4 has, 6.7 keeps it over exec): a library is the only way for programs that do not call madvise themselves.`,
    };
  }
  if (support === 'lost at exec') {
    return {
      works: false,
      text: `${name} knows the opt-in by prctl, but loses it at every exec (until 6.7): MemoryKSM=yes reaches no program here.`,
    };
  }
  if (support === 'perhaps not scanned') {
    return {
      works: true,
      text: `${name} keeps the opt-in by prctl over exec, but only its later stable releases scan such programs: look whether pages_scanned grows.`,
    };
  }
  return {works: true, text: `${name} knows the opt-in by prctl and keeps it over exec.`};
}

/** The same for a unit of the host's systemd. */
export function memoryKsmOnHost(facts: GuideFacts): PrctlVerdict {
  const kernel = prctlOnKernel(facts);
  if (!kernel.works) return kernel;
  const {systemdRuns, systemdVersion} = facts.surroundings ?? {};
  if (systemdRuns === false) {
    return {works: false, text: `${kernel.text} But systemd, which calls it, does not run here.`};
  }
  if (systemdVersion === undefined) {
    return {
      works: true,
      text: `${kernel.text} systemd calls it for MemoryKSM=yes from version ${systemdNeeded} on.`,
    };
  }
  return systemdVersion < systemdNeeded
    ? {
        works: false,
        text: `${kernel.text} But systemd ${systemdVersion} does not: MemoryKSM=yes needs ${systemdNeeded}.`,
      }
    : {works: true, text: `${kernel.text} systemd ${systemdVersion} calls it for MemoryKSM=yes.`};
}
