import {countOf} from '../../text/count.js';
import {formatBytes} from '../../text/units.js';
import {
  manyMappings,
  mostWritableBytes,
  type OptInTarget,
  type TargetFacts,
} from './optInTarget.js';

/** Why a process was left as it is: a name for programs, a sentence for people. */
export type Refusal = {name: RefusalName; text: string};

/** A sentence for each reason that needs no further facts. */
export const refusalSentences = {
  'kernel-thread': 'It is a thread of the kernel.',
  init: 'It is init: if it were harmed, the host would go down.',
  own: 'It is ksmtop itself, or what ksmtop runs in: its terminal, shell or ssh.',
  gone: 'It has ended.',
  zombie: 'It has ended; its parent has not noticed yet.',
  'first-thread-ended':
    'Its first thread has ended while others run, so that the kernel does not show its memory.',
  'other-process': 'Its PID belongs to another process by now.',
  'other-program': 'It started another program in the meantime. Try again.',
  stopped: 'It is suspended (state T). Continue it with SIGCONT first.',
  traced: 'Another process, such as a debugger, traces it. End that first.',
  frozen: 'Its cgroup is frozen, for example because the container is paused. Resume it first.',
  'waits-for-kernel':
    'It waits in the kernel (state D), for example for a disk or a child of vfork, and cannot be stopped. Try again later.',
  'thirty-two-bit': 'It is a 32-bit program; ksmtop can opt in only 64-bit ones.',
  seccomp: 'It is confined by seccomp, and its filter cannot be suspended from here.',
  'dispatches-calls': 'It handles its system calls itself (syscall user dispatch), as Wine does.',
  'offers-itself':
    'It offers regions of its memory itself, as QEMU or a preload library does; opting out would opt these out, too.',
  'shares-memory':
    'It uses the memory of its parent, which would be opted in with it. Try again once it has started its own program.',
  'not-ours': 'ksmtop has no note that it opted this in, so what it offers stays offered.',
  'many-mappings': `It has more than ${manyMappings} mappings, so that it would be stopped for long. Name it by its PID to do it anyway.`,
  'much-memory': `It has mapped more than ${formatBytes(mostWritableBytes)} of memory, so that opting out would stop it for seconds. Name it by its PID to do it anyway.`,
  'no-safe-point':
    'None of its threads was at a point where it can be stopped without its program noticing. Try again.',
  'does-not-stop': 'It did not stop within a second, and was left alone.',
  'did-not-run': 'It was suspended or frozen just then; its state was restored. Try again.',
  interrupted:
    'A signal made the kernel give up; the state of the process was restored. Try again.',
  'no-instruction': 'It has no readable code with a system call instruction.',
  'not-permitted':
    'The kernel does not let ksmtop stop it (EPERM). Run ksmtop as root with CAP_SYS_PTRACE; where Yama is used, kernel.yama.ptrace_scope must be below 3.',
  'no-ksm': 'This kernel is built without KSM.',
  unreadable: 'Which memory it offers cannot be read (smaps in /proc). Run ksmtop as root.',
  'nothing-offered': 'The kernel takes none of its memory for KSM.',
  architecture: 'ksmtop opts in on x86-64 only.',
  'other-namespace':
    'It is in another pid namespace than ksmtop. Run ksmtop in the pid namespace of the host.',
  hangs: 'Reading its files in /proc hangs.',
  'child-ended': 'The process of ksmtop that opts in ended unexpectedly. Try again.',
  'not-reached': 'ksmtop was interrupted before it reached this process.',
} as const;

export type RefusalName = keyof typeof refusalSentences | 'kernel-refuses' | 'no-system-calls';

/** Reasons that show before a process is stopped; the first that applies decides. */
const visible: ReadonlyArray<
  readonly [keyof typeof refusalSentences, (facts: TargetFacts, target: OptInTarget) => boolean]
> = [
  ['kernel-thread', ({kernelThread}) => kernelThread],
  ['init', ({pid}) => pid === 1],
  ['first-thread-ended', ({firstThreadEnded}) => firstThreadEnded === true],
  ['zombie', ({state}) => state === 'Z' || state === 'X'],
  ['gone', ({mappings}) => mappings === 0],
  // As those of another user.
  ['not-permitted', ({mappings}) => mappings === undefined],
  ['traced', ({state, tracerPid}) => state === 't' || tracerPid !== 0],
  ['stopped', ({state}) => state === 'T'],
  ['frozen', ({frozen}) => frozen],
  ['thirty-two-bit', ({wordBytes}) => wordBytes === 4],
  [
    'offers-itself',
    ({mergeAny, offers}, {action}) => action === 'in' && offers === true && mergeAny === false,
  ],
  ['many-mappings', ({mappings = 0}, {allowsLong}) => mappings > manyMappings && !allowsLong],
  [
    'much-memory',
    ({writableBytes}, {allowsLong}) => writableBytes > mostWritableBytes && !allowsLong,
  ],
];

/** Why this process is left alone, as far as it shows before it is stopped. */
export function visibleRefusal(facts: TargetFacts, target: OptInTarget): Refusal | undefined {
  const [name] = visible.find(([, applies]) => applies(facts, target)) ?? [];
  return name && refusal(name);
}

export function refusal(name: keyof typeof refusalSentences): Refusal {
  return {name, text: refusalSentences[name]};
}

/** For a process that was done in part, by `made` of `total` calls. */
export function partly({name, text}: Refusal, made: number, total: number): Refusal {
  const before = `${made} of ${countOf(total, 'region')} had been done before.`;
  return {name, text: `${text} ${before}`};
}

/** The kernel's answer to the call itself. */
export function kernelRefusal(errno: string): Refusal {
  return {name: 'kernel-refuses', text: `The kernel refuses it (${errno}).`};
}
