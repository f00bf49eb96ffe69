import {guestKinds} from '../../kernel/container/guest.js';
import type {ContainerKind} from '../../kernel/container/identity.js';
import type {PreloadState} from '../../model/derive/preloadState.js';
import type {ProcessRow} from '../../model/derive/processes.js';
import type {HostFacts, ProcessSample} from '../../model/sample/sample.js';
import {unknown} from '../../text/units.js';
import {showUntrusted} from '../../text/untrusted.js';
import type {Column} from '../draw/list/columns.js';
import {figureColumns} from '../figures/figureColumns.js';

/** A row of the process list with its branch of the tree and the name of its user. */
export type ListedProcess = ProcessRow & {branch: string; user: string};

export const processColumns: ReadonlyArray<Column<ListedProcess>> = [
  {
    title: 'PID',
    align: 'right',
    minimumWidth: 7,
    priority: 19,
    meaning: 'Process ID on the host.',
    cell: ({process}) => String(process.pid),
    sortValue: ({process}) => process.pid,
  },
  {
    title: 'INSIDE',
    align: 'right',
    minimumWidth: 8,
    priority: 2,
    occasional: true,
    meaning: 'Process ID inside the container.',
    cell: ({process}) => (process.innerPid === undefined ? '' : String(process.innerPid)),
    style: () => 'dim',
    sortValue: ({process}) => process.innerPid,
  },
  {
    title: 'USER',
    align: 'left',
    minimumWidth: 8,
    priority: 3,
    meaning: 'User: a name on the host; a number in a container, which has its own names.',
    cell: ({user}) => user,
    style: () => 'dim',
    sortValue: ({user}) => user,
  },
  {
    title: 'COMMAND',
    align: 'left',
    minimumWidth: 20,
    grows: 'content',
    maximumWidth: Number.POSITIVE_INFINITY,
    priority: 20,
    meaning: 'Command line, or the name in [brackets] where there is none.',
    cell: ({process, branch}) => branch + withoutDirectory(commandOf(process)),
    sortValue: ({process}) => commandOf(process),
  },
  {
    title: 'OPT-IN',
    align: 'left',
    minimumWidth: 8,
    priority: 4,
    meaning: 'How it offers memory: preload, prctl, madvise (QEMU, own calls), none.',
    cell: ({optIn, borrowsMemory}) => (borrowsMemory ? 'parent' : optIn),
    style: ({optIn}) => (optIn === 'none' || optIn === 'unknown' ? 'dim' : 'plain'),
    sortValue: ({optIn}) => optIn,
  },
  {
    title: 'STATE',
    align: 'left',
    minimumWidth: 11,
    priority: 14,
    ranksProblems: true,
    meaning:
      'How far it got: none, requested (library not loaded), loaded, mergeable, merging; OPT-IN is the way.',
    cell: ({preload}, theme) =>
      preload === 'requested' ? `${preload} ${theme.glyphs.warning}` : preload,
    style: ({preload}) =>
      preload === 'requested'
        ? 'warning'
        : preload === 'merging'
          ? 'good'
          : preload === 'none' || preload === 'unknown'
            ? 'dim'
            : 'plain',
    sortValue: ({preload}) => stateRanks[preload],
  },
  ...figureColumns<ListedProcess>('Anonymous resident memory.'),
];

/** By how much a person should look at it. */
const stateRanks: Readonly<Record<PreloadState, number>> = {
  requested: 5,
  merging: 4,
  mergeable: 3,
  loaded: 2,
  unknown: 1,
  none: 0,
};

export function commandOf({command, commandLine}: ProcessSample): string {
  return showUntrusted(commandLine ?? `[${command}]`);
}

/** Drops the directory, which would fill the column; the process page shows it. */
function withoutDirectory(command: string): string {
  return command.replace(/^\/\S*\/(?=\S)/, '');
}

/** Kinds whose processes share the user names of the host. */
const hostKinds: ReadonlySet<ContainerKind> = new Set([
  ...['host', 'service', 'session'],
  ...guestKinds,
]);

export function userOf({userId, container}: ProcessSample, {userNames}: HostFacts): string {
  if (userId === undefined) return unknown;
  const name = hostKinds.has(container.kind) ? userNames?.[userId] : undefined;
  return name === undefined ? String(userId) : showUntrusted(name);
}

/** A process in one line, to copy: `3200 root qemu-system-x86_64 …`. */
export function processLine(process: ProcessSample, host: HostFacts): string {
  return `${process.pid} ${userOf(process, host)} ${commandOf(process)}`;
}
