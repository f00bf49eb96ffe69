import {shortageOf} from '../../kernel/readFailure.js';
import {countOf} from '../../text/count.js';
import {showUntrusted} from '../../text/untrusted.js';
import {type Obstacle, runAsRoot, sightOf} from '../derive/readability.js';
import type {Model} from '../model.js';
import type {Surroundings} from '../sample/surroundings.js';
import type {Outcome} from './outcome.js';

export function kernel(
  {sample}: Model,
  {kernelConfig, memoryDirectory, refusals}: Surroundings,
): Outcome {
  const configured =
    kernelConfig &&
    `CONFIG_KSM is ${kernelConfig.ksm ? '' : 'not '}set in ${showUntrusted(kernelConfig.file)}`;
  if (sample.ksm) {
    return {
      state: 'ok',
      text: configured ? `${configured}.` : 'This kernel has KSM; its configuration was not found.',
    };
  }
  if (memoryDirectory?.includes('uksm')) {
    return {
      state: 'warning',
      text: 'This kernel has UKSM in place of KSM: it merges by itself, and its figures are elsewhere.',
      cure: 'grep . /sys/kernel/mm/uksm/*',
    };
  }
  if (refusals?.memoryDirectory !== undefined) {
    return unknownBecause('Whether there is KSM', '/sys/kernel/mm', refusals.memoryDirectory);
  }
  if (memoryDirectory === undefined) {
    return {
      state: 'warning',
      text: `There is no /sys/kernel/mm: sysfs is not mounted${configured ? `, though ${configured}` : ''}.`,
      cure: 'mount -t sysfs sysfs /sys',
    };
  }
  if (kernelConfig?.ksm) {
    return {
      state: 'warning',
      text: `${configured}, but there is no /sys/kernel/mm/ksm: something lies over it, as in a sandbox.`,
      cure: 'grep " /sys" /proc/self/mountinfo',
    };
  }
  return {
    state: 'warning',
    text: `This kernel has no KSM${configured ? `: ${configured}` : ''}.`,
    cure: '# install a kernel with CONFIG_KSM=y, as all large distributions build it',
  };
}

export function writable({sample: {ksm, writeRefusal}}: Model): Outcome | undefined {
  if (!ksm) return undefined;
  switch (writeRefusal) {
    case undefined:
      return {state: 'ok', text: 'The parameters can be written.'};
    case 'EROFS':
      return {
        state: 'note',
        text: '/sys is mounted read-only (EROFS), as in a container: KSM can be watched here, not tuned.',
        cure: '# run ksmtop on the host itself, or: mount -o remount,rw /sys',
      };
    default:
      return {
        state: 'note',
        text: `The parameters cannot be written (${writeRefusal}): only root may.`,
        cure: 'sudo ksmtop doctor',
      };
  }
}

export function ksmd(
  {sample}: Model,
  {kernelThreadsSeen, refusals}: Surroundings,
): Outcome | undefined {
  if (!sample.ksm) return undefined;
  if (sample.ksmd) return {state: 'ok', text: `ksmd is there, as process ${sample.ksmd.pid}.`};
  const refusal = sample.ksmdRefusal ?? refusals?.kernelThreads;
  if (refusal !== undefined) {
    return unknownBecause('Whether ksmd runs', 'the threads of the kernel', refusal);
  }
  if (sample.processesPending) {
    return {
      state: 'note',
      text: `Whether ksmd runs is unknown: ${countOf(sample.processesPending, 'process', 'processes')} could not be read yet.`,
      cure: 'ksmtop doctor  # again',
    };
  }
  if (!kernelThreadsSeen) {
    return {
      state: 'note',
      text: 'ksmd cannot be seen from here (another pid namespace, or hidepid): its CPU stays unknown.',
      cure: '# run ksmtop on the host itself, as root',
    };
  }
  return {
    state: 'warning',
    text: 'The kernel thread ksmd is gone: nothing merges until the next boot.',
    cure: 'dmesg | grep -iE "ksm|oops|BUG"',
  };
}

export function processes({sample}: Model): Outcome | undefined {
  const sight = sightOf(sample);
  if (!sight) {
    const count = countOf(sample.processes?.length ?? 0, 'process', 'processes');
    return {state: 'ok', text: `${count}, all readable.`};
  }
  const {readable, all, hidden, obstacle} = sight;
  if (hidden) {
    return {
      state: 'note',
      text: `${obstacle?.text}: what they offer and merge is unknown.`,
      ...cureOf(obstacle),
    };
  }
  const part = `${readable} of ${all} processes can be read`;
  // Root itself may be refused a few.
  if (readable > 0.9 * all) return {state: 'ok', text: `${part}.`};
  const why = obstacle?.text ? `${obstacle.text}, so ` : '';
  return {
    state: 'note',
    text: `Only ${part}: ${why}what the others offer and merge is unknown.`,
    ...cureOf(obstacle),
  };
}

/** That it could not be read is no sign of a fault. */
function unknownBecause(question: string, files: string, errno: string): Outcome {
  const {text, cure} = shortageOf(errno) ?? {
    text: `${files} cannot be read (${errno})`,
    cure: 'Run ksmtop on the host itself, as root.',
  };
  return {state: 'note', text: `${question} is unknown: ${text}.`, cure: `# ${cure}`};
}

function cureOf(obstacle: Obstacle | undefined): {cure?: string} {
  if (!obstacle?.cure) return {};
  return {cure: obstacle.cure === runAsRoot ? 'sudo ksmtop doctor' : `# ${obstacle.cure}`};
}
