import {kernelText, prctlSupport} from '../derive/kernelFeatures.js';
import {memoryKsmOf, memoryKsmVersions} from '../derive/memoryKsm.js';
import type {GuideFacts} from './guideSubject.js';

/** Whether the opt-in by prctl, which systemd calls MemoryKSM=yes, reaches programs on this host. */
export type PrctlAvailability = {
  works: boolean;
  /** It must first be tried on a unit that does nothing. */
  needsTrial?: true;
  text: string;
};

export function prctlOnKernel({model}: GuideFacts): PrctlAvailability {
  const kernel = kernelText(model.sample.host);
  const name = `${kernel[0]?.toUpperCase()}${kernel.slice(1)}`;
  switch (prctlSupport(model.sample)) {
    case 'none':
      return {
        works: false,
        text: `${name} has no prctl opt-in (added in 6.4, kept at exec since 6.7): programs that do not call madvise themselves need a preload library.`,
      };
    case 'lost at exec':
      return {
        works: false,
        text: `${name} has the prctl opt-in but drops it at every exec (fixed in 6.7): MemoryKSM=yes has no effect here.`,
      };
    case 'perhaps not scanned':
      return {
        works: true,
        text: `${name} has the prctl opt-in and keeps it at exec, but only later stable releases of it scan such programs: check that pages_scanned grows.`,
      };
    default:
      return {works: true, text: `${name} has the prctl opt-in and keeps it at exec.`};
  }
}

/** The same for units of the host's systemd. */
export function memoryKsmOnHost(facts: GuideFacts): PrctlAvailability {
  const kernel = prctlOnKernel(facts);
  if (!kernel.works) return kernel;
  const version = facts.surroundings?.systemdVersion;
  const {first, sound} = memoryKsmVersions;
  switch (memoryKsmOf(facts.surroundings)) {
    case 'no systemd':
      return {works: false, text: `${kernel.text} But systemd does not run here.`};
    case 'too old':
      return {
        works: false,
        text: `${kernel.text} But systemd ${version} does not support MemoryKSM=yes (${sound} does).`,
      };
    case 'tried': {
      const which =
        version === undefined
          ? `systemd supports MemoryKSM=yes from version ${sound} on; ${first} and ${first + 1} may set it incorrectly`
          : `systemd ${version} may set MemoryKSM=yes incorrectly (fixed in ${sound})`;
      return {
        works: true,
        needsTrial: true,
        text: `${kernel.text} ${which}, and a unit that has it then fails to start. The lines below first try it on a unit that does nothing, and continue only if that succeeds.`,
      };
    }
    default:
      return {works: true, text: `${kernel.text} systemd ${version} supports MemoryKSM=yes.`};
  }
}
