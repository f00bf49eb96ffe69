import {
  ownerOf,
  runtimeName,
  surroundingsOf,
  withoutOwner,
} from '../../kernel/container/identity.js';
import {showUntrusted} from '../../text/untrusted.js';
import type {ContainerRow} from '../derive/containers.js';
import type {Model} from '../model.js';
import type {ProcessSample} from '../sample/sample.js';
import type {Surroundings} from '../sample/surroundings.js';
import {type Unit, unitOf} from './unit.js';

/** What a guide depends on. */
export type GuideFacts = {
  model: Model;
  /** Absent: not examined. */
  surroundings?: Surroundings;
};

/** A container that a guide is for. Its texts are untrusted: from inside it, or from a recording. */
export type GuideSubject = GuideFacts & {
  row: ContainerRow;
  /** Its name in commands of its runtime. */
  handle: string;
  /** The user whose container it is; absent: the system's. */
  owner?: number;
  /** It is inside another container, which has its own runtime and systemd. */
  nested: boolean;
  processes: readonly ProcessSample[];
  /** Its own cgroup; empty: not known. */
  cgroup: string;
  init: Init;
  /** Where the library is in its root, or where it may be put. */
  library: string;
};

/** What starts the programs in a container: systemd, scripts in /etc/init.d, or the first program. */
export type Init = 'systemd' | 'scripts' | 'none';

/** Where the package for EL installs it; any other place works, too. */
export const usualLibrary = '/usr/lib64/libksm_preload.so';

export function subjectOf(facts: GuideFacts, row: ContainerRow): GuideSubject {
  const processes = (facts.model.sample.processes ?? []).filter(
    ({container}) => container.id === row.id,
  );
  const owner = ownerOf(row.id);
  return {
    ...facts,
    row,
    handle: handleOf(row),
    ...(owner !== undefined && {owner}),
    nested: surroundingsOf(row.id) !== undefined,
    processes,
    cgroup: processes[0]?.container.cgroup?.path ?? '',
    init: initOf(row, processes),
    library: row.library || usualLibrary,
  };
}

/** Path of the library on the host, for containers that mount it. */
export function hostLibrary({model}: GuideFacts): string | undefined {
  const path = model.sample.containerLibraries['host'];
  return path || undefined;
}

/** A user as the host calls it. */
export function userText({model}: GuideFacts, userId: number): string {
  const name = model.sample.host.userNames?.[userId];
  return name === undefined ? `user ${userId}` : `user ${showUntrusted(name)} (${userId})`;
}

function handleOf({id, kind, name}: ContainerRow): string {
  const key = runtimeName(id);
  const short = /^[0-9a-f]{64}$/.test(key) ? key.slice(0, 12) : key;
  // The outer runtime knows it only by this.
  if (surroundingsOf(id) !== undefined) return short;
  if (short !== key) return isName(withoutOwner(name)) ? withoutOwner(name) : short;
  return kind === 'nspawn' ? withoutOwner(name) : key;
}

/** The names that runtimes with container IDs allow. */
function isName(name: string): boolean {
  return /^[A-Za-z0-9][\w.-]{0,200}$/.test(name);
}

/** From the helpers that systemd always runs, or else the first process. */
function initOf({kind}: ContainerRow, processes: readonly ProcessSample[]): Init {
  if (kind === 'service') return 'systemd';
  if (processes.some(({command}) => /^systemd(?:-|$)/.test(command))) return 'systemd';
  const first = processes.find(({innerPid}) => innerPid === 1)?.command;
  if (first === undefined) return kind === 'openvz' ? 'scripts' : 'none';
  return /^(?:init|openrc-init|runit|s6-svscan)$/.test(first) ? 'scripts' : 'none';
}

/** The process outside a container that started its first process: a monitor or a shim. */
export function monitorOf({model, processes, owner}: GuideSubject): ProcessSample | undefined {
  const inside = new Set(processes.map(({pid}) => pid));
  const parents = new Set(processes.map(({parentPid}) => parentPid));
  return model.sample.processes?.find(
    ({pid, userId}) =>
      // Processes of other users are not trusted to say how to reach it.
      pid !== 1 && parents.has(pid) && !inside.has(pid) && (!userId || userId === owner),
  );
}

/** Programs of runtimes never have more ancestors. */
const maxAncestors = 16;

/** The service whose processes started those of a container; absent: not known. */
export function unitAbove(subject: GuideSubject): Unit | undefined {
  const byPid = new Map(subject.model.sample.processes?.map((process) => [process.pid, process]));
  let process = monitorOf(subject);
  for (let depth = 0; process && depth < maxAncestors; depth++) {
    const unit = unitOf(process.container.id);
    if (unit && !unit.isScope && process.container.id !== subject.row.id) return unit;
    process = byPid.get(process.parentPid);
  }
  return undefined;
}
