import {showUntrusted} from '../../text/untrusted.js';
import {prctlSupport} from '../derive/kernelFeatures.js';
import {memoryKsmOf, memoryKsmVersions} from '../derive/memoryKsm.js';
import type {GuideFacts} from './guideFacts.js';

/** Whether the opt-in by prctl, which systemd calls MemoryKSM=yes, reaches programs on this host. */
export type PrctlVerdict = {
  works: boolean;
  /** It is to be tried first, on a unit that does nothing. */
  tried?: true;
  text: string;
};

export function prctlOnKernel({model}: GuideFacts): PrctlVerdict {
  const release = model.sample.host.kernelRelease;
  const name = `Linux ${showUntrusted(release)}`;
  switch (prctlSupport(model.sample)) {
    case 'none':
      return {
        works: false,
        text: `${name} has no opt-in by prctl (6.4 has, 6.7 keeps it at exec): a library is the only way for programs that do not call madvise themselves.`,
      };
    case 'lost at exec':
      return {
        works: false,
        text: `${name} knows the opt-in by prctl, but loses it at every exec (until 6.7): MemoryKSM=yes reaches no program here.`,
      };
    case 'perhaps not scanned':
      return {
        works: true,
        text: `${name} keeps the opt-in by prctl at exec, but only its later stable releases scan such programs: check that pages_scanned grows.`,
      };
    default:
      return {works: true, text: `${name} knows the opt-in by prctl and keeps it at exec.`};
  }
}

/** The same for a unit of the host's systemd. */
export function memoryKsmOnHost(facts: GuideFacts): PrctlVerdict {
  const kernel = prctlOnKernel(facts);
  if (!kernel.works) return kernel;
  const version = facts.surroundings?.systemdVersion;
  const {first, sound} = memoryKsmVersions;
  switch (memoryKsmOf(facts.surroundings)) {
    case 'no systemd':
      return {works: false, text: `${kernel.text} But systemd, which calls it, does not run here.`};
    case 'too old':
      return {
        works: false,
        text: `${kernel.text} But systemd ${version} does not call it: MemoryKSM=yes needs ${sound}.`,
      };
    case 'tried': {
      const which =
        version === undefined
          ? `systemd calls it for MemoryKSM=yes from version ${sound} on; ${first} and ${first + 1} may call it wrongly`
          : `systemd ${version} may call it wrongly for MemoryKSM=yes (${sound} does not)`;
      return {
        works: true,
        tried: true,
        text: `${kernel.text} ${which}, and then a unit with it does not start. So the lines below try it first on a unit that does nothing, and go on only where that succeeds.`,
      };
    }
    default:
      return {works: true, text: `${kernel.text} systemd ${version} calls it for MemoryKSM=yes.`};
  }
}
