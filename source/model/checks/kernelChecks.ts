import {shortageOf} from '../../kernel/readFailure.js';
import {countOf} from '../../text/count.js';
import {showUntrusted} from '../../text/untrusted.js';
import {type Obstacle, readabilityOf, runAsRoot} from '../derive/readability.js';
import type {Model} from '../model.js';
import type {Surroundings} from '../sample/surroundings.js';
import type {CheckOutcome} from './checkOutcome.js';

export function checkKernel(
  {sample}: Model,
  {kernelConfig, memoryDirectory, refusals}: Surroundings,
): CheckOutcome {
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
      text: 'This kernel has UKSM instead of KSM: it merges without an opt-in, and its counters are in /sys/kernel/mm/uksm.',
      cure: 'grep . /sys/kernel/mm/uksm/*',
    };
  }
  if (refusals?.memoryDirectory !== undefined) {
    return unknownBecause(
      'Whether this kernel has KSM',
      '/sys/kernel/mm',
      refusals.memoryDirectory,
    );
  }
  if (memoryDirectory === undefined) {
    return {
      state: 'warning',
      text: `There is no /sys/kernel/mm: sysfs is not mounted, or hidden as in a sandbox${configured ? `, though ${configured}` : ''}.`,
      cure: 'mount -t sysfs sysfs /sys',
    };
  }
  if (kernelConfig?.ksm) {
    return {
      state: 'warning',
      text: `${configured}, but there is no /sys/kernel/mm/ksm: another mount hides it, as in a sandbox.`,
      cure: 'grep " /sys" /proc/self/mountinfo',
    };
  }
  return {
    state: 'warning',
    text: `This kernel has no KSM${configured ? `: ${configured}` : ''}.`,
    cure: '# install a kernel with CONFIG_KSM=y, such as those of all large distributions',
  };
}

export function checkWritable({sample: {ksm, writeRefusal}}: Model): CheckOutcome | undefined {
  if (!ksm) return undefined;
  switch (writeRefusal) {
    case undefined:
      return {state: 'ok', text: 'The parameters are writable.'};
    case 'EROFS':
      return {
        state: 'note',
        text: '/sys is mounted read-only (EROFS), as in a container: KSM can be watched here but not tuned.',
        cure: '# run ksmtop on the host itself, or: mount -o remount,rw /sys',
      };
    default:
      return {
        state: 'note',
        text: `The parameters cannot be written (${writeRefusal}): that requires root.`,
        cure: 'sudo ksmtop doctor',
      };
  }
}

export function checkKsmd(
  {sample}: Model,
  {kernelThreadsSeen, refusals}: Surroundings,
): CheckOutcome | undefined {
  if (!sample.ksm) return undefined;
  if (sample.ksmd) {
    return {state: 'ok', text: `The kernel thread ksmd exists (process ${sample.ksmd.pid}).`};
  }
  const refusal = sample.ksmdRefusal ?? refusals?.kernelThreads;
  if (refusal !== undefined) {
    return unknownBecause('Whether ksmd exists', 'the kernel threads', refusal);
  }
  if (sample.processesPending) {
    return {
      state: 'note',
      text: `Whether ksmd exists is unknown: ${countOf(sample.processesPending, 'process', 'processes')} could not be read yet.`,
      cure: 'ksmtop doctor  # again',
    };
  }
  if (!kernelThreadsSeen) {
    return {
      state: 'note',
      text: 'ksmd is not visible here (another PID namespace, or hidepid): its CPU time is unknown.',
      cure: '# run ksmtop on the host itself, as root',
    };
  }
  return {
    state: 'warning',
    text: 'The kernel thread ksmd is gone: nothing merges until the next boot.',
    cure: 'dmesg | grep -iE "ksm|oops|BUG"',
  };
}

export function checkProcesses(
  {sample}: Model,
  {kernelThreadsSeen}: Surroundings,
): CheckOutcome | undefined {
  const readability = readabilityOf(sample);
  if (!readability) {
    const count = countOf(sample.processes?.length ?? 0, 'process', 'processes');
    return {
      state: 'ok',
      text: `${count}${kernelThreadsSeen ? '' : ' visible here'}, all readable.`,
    };
  }
  const {readable, all, hidden, obstacle} = readability;
  if (hidden) {
    return {
      state: 'note',
      text: `${obstacle?.text}: what these offer and merge is unknown.`,
      ...cureOf(obstacle),
    };
  }
  const part = `${readable} of ${all} processes can be read`;
  // Even root is refused a few.
  if (readable > 0.9 * all) return {state: 'ok', text: `${part}.`};
  const why = obstacle?.text ? `${obstacle.text}, so ` : '';
  return {
    state: 'note',
    text: `Only ${part}: ${why}what the others offer and merge is unknown.`,
    ...cureOf(obstacle),
  };
}

/** A failed read does not mean that something is wrong. */
function unknownBecause(question: string, files: string, errno: string): CheckOutcome {
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
