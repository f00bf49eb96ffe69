import {isPassing, type ReadFailure, readFailure, shortageOf} from '../../kernel/readFailure.js';
import {oncePerList} from '../sample/oncePerList.js';
import type {ProcessSample, Sample} from '../sample/sample.js';

/** Why a process cannot be read, and what helps. */
export type Obstacle = {
  /** Absent: only that the reader is not root. */
  text?: string;
  /** Absent: nothing helps but to wait. */
  cure?: string;
};

export const runAsRoot = 'Run ksmtop as root.';

/** Why this process cannot be read; absent: unknown, or it can. */
export function obstacleOf(
  {pid, refusal}: ProcessSample,
  {host: {reader}}: Sample,
): Obstacle | undefined {
  if (!refusal) return undefined;
  const file = `/proc/${pid}/${refusal.file}`;
  const failed = failedFor[readFailure(refusal.errno)];
  if (failed) return failed(file, refusal.errno);
  if (!reader) return undefined;
  const {capability, holds} =
    refusal.file === 'maps'
      ? {capability: 'CAP_SYS_PTRACE', holds: reader.ptrace}
      : {capability: 'CAP_DAC_READ_SEARCH', holds: reader.readSearch};
  if (holds) {
    const whom = reader.root ? 'root' : capability;
    return {
      text: `even ${whom} may not read ${file} (${refusal.errno})`,
      cure: 'Usually a security module prevents it, or the process is outside this user namespace. Run ksmtop on the host itself.',
    };
  }
  if (reader.root) {
    return {
      text: `root lacks ${capability} for ${file} (${refusal.errno})`,
      cure: giving(capability),
    };
  }
  return {cure: runAsRoot};
}

/** Obstacles other than missing rights. */
const failedFor: Readonly<
  Partial<Record<ReadFailure, (file: string, errno: string) => Obstacle | undefined>>
> = {
  gone: (file, errno) => ({text: `${file} no longer exists (${errno})`}),
  hangs: (file, errno) =>
    errno === 'EAGAIN'
      ? {
          text: `${file} was not read: many other reads hang, or no process can be started to read it (EAGAIN)`,
        }
      : {text: `${file} does not answer`},
  'out of resources': (_, errno) => shortageOf(errno),
  interrupted: (file, errno) => ({text: `a signal interrupted reading ${file} (${errno})`}),
  'too large': (file) => ({text: `${file} is larger than the 8 MiB that ksmtop reads`}),
  faulty: (file, errno) => ({text: `the kernel could not read ${file} (${errno})`}),
};

const giving = (capability: string) =>
  `Give ksmtop ${capability}: for a container, --cap-add ${capability.slice('CAP_'.length)}; or run it on the host itself.`;

/** How many of a host's processes can be read. */
export type Readability = {
  readable: number;
  /** Number of visible processes. */
  all: number;
  /** Whether `/proc` may hide more of them. */
  hidden: boolean;
  obstacle: Obstacle | undefined;
};

/** How many processes can be read, and why not all; absent: all of them can. */
export function readabilityOf(sample: Sample): Readability | undefined {
  const {
    processes = [],
    host: {hidesProcesses: hidden = false, reader},
  } = sample;
  const unread = unreadOf(processes);
  if (hidden) {
    const text = "/proc hides other users' processes (hidepid)";
    const cure = reader?.root ? giving('CAP_SYS_PTRACE') : runAsRoot;
    const {length: all} = processes;
    return {readable: all - unread.length, all, hidden, obstacle: {text, cure}};
  }
  if (unread.length === 0) return undefined;
  const example = usualOf(unread);
  return {
    readable: processes.length - unread.length,
    all: processes.length,
    hidden,
    obstacle: example && obstacleOf(example, sample),
  };
}

/** A process that is unreadable for the most frequent reason; on a tie, for a lasting one. */
function usualOf(unread: readonly ProcessSample[]): ProcessSample | undefined {
  const byReason = new Map<string, {count: number; process: ProcessSample}>();
  for (const process of unread) {
    if (!process.refusal) continue;
    const known = byReason.get(process.refusal.errno) ?? {count: 0, process};
    byReason.set(process.refusal.errno, {...known, count: known.count + 1});
  }
  const [[, usual] = []] = [...byReason].sort(
    ([a, {count}], [b, {count: other}]) =>
      other - count || Number(isPassing(a)) - Number(isPassing(b)),
  );
  return usual?.process;
}

const unreadOf = oncePerList((processes) => processes.filter(({readable}) => !readable));
