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

/** What a guide depends on. */
export type GuideFacts = {
  model: Model;
  /** Absent: it was not looked at. */
  surroundings?: Surroundings;
};

/** A container that a guide is for. Its texts come from inside, or from a recording. */
export type GuideSubject = GuideFacts & {
  row: ContainerRow;
  /** What commands of its runtime take for it. */
  handle: string;
  /** The user whose container it is; absent: the system's. */
  owner?: number;
  /** It is inside another container, whose runtime and systemd are not the host's. */
  nested: boolean;
  processes: readonly ProcessSample[];
  /** Its own cgroup; empty: not known. */
  cgroup: string;
  init: Init;
  /** Where the library is in its root, or where it may be put. */
  library: string;
};

/** What starts the programs in a container: systemd, scripts in /etc/init.d, or nothing but itself. */
export type Init = 'systemd' | 'scripts' | 'none';

/** Where the package of EL puts it; any other place does as well. */
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
  // The runtime around it knows it by no more than that.
  if (surroundingsOf(id) !== undefined) return short;
  if (short !== key) return isName(withoutOwner(name)) ? withoutOwner(name) : short;
  return kind === 'nspawn' ? withoutOwner(name) : key;
}

/** Runtimes that know containers by an id take no other names than these. */
function isName(name: string): boolean {
  return /^[A-Za-z0-9][\w.-]{0,200}$/.test(name);
}

/** Told by the first process, or else by the helpers that systemd always runs. */
function initOf({kind}: ContainerRow, processes: readonly ProcessSample[]): Init {
  if (kind === 'service') return 'systemd';
  if (processes.some(({command}) => /^systemd(?:-|$)/.test(command))) return 'systemd';
  const first = processes.find(({innerPid}) => innerPid === 1)?.command;
  if (first === undefined) return kind === 'openvz' ? 'scripts' : 'none';
  return /^(?:init|openrc-init|runit|s6-svscan)$/.test(first) ? 'scripts' : 'none';
}
