import {parseCgroup} from './cgroup.js';
import {
  isOwnerPart,
  isRuntimeUnit,
  namePart,
  shownName,
  userOfPath,
  userPart,
} from './containerOwner.js';
import {findGuest} from './guest.js';
import {identifyCgroup} from './identifyCgroup.js';

/** Kinds of containers; a runtime that is not listed is called as it calls itself. */
export type ContainerKind =
  | 'openvz'
  | 'lxc'
  | 'docker'
  | 'podman'
  | 'kubernetes'
  | 'nspawn'
  | 'qemu'
  | 'service'
  | 'session'
  | 'namespace'
  | 'host'
  | (string & {});

/** The container a process belongs to. */
export type ContainerIdentity = {
  kind: ContainerKind;
  /**
   * Unique on the host and stable: `<kind>:<name or full runtime id>`, with those of the
   * containers around it before (`docker:<outer id>/<id>`), and before all its owner when that is
   * not root's own runtime: a user (`podman:user@1000/<id>`) or a unit of the system
   * (`docker:web.service/<id>`); `host` for the host.
   */
  id: string;
  /**
   * What the cgroup path alone tells: the name, or the first 12 characters of the runtime's id.
   * Comes from outside: never print it unescaped.
   */
  name: string;
  /** Directory of the container's own cgroup below the mount of the memory (v1) or unified (v2) hierarchy. */
  cgroup?: {hierarchy: 'memory' | 'unified'; path: string};
};

/** What its runtime knows a container by: its name, its number, or its full id. */
export function runtimeName(containerId: string): string {
  const start = Math.max(containerId.indexOf(':'), containerId.lastIndexOf('/')) + 1;
  return containerId.slice(start);
}

/** The part of an id that stands for the containers around it; absent: there are none. */
export function surroundingsOf(containerId: string): string | undefined {
  const end = containerId.lastIndexOf('/');
  const around = containerId.slice(containerId.indexOf(':') + 1, Math.max(0, end));
  return end < 0 || isOwnerPart(around) ? undefined : around;
}

/** A name as the owner of the container calls it. */
export function withoutOwner(name: string): string {
  const end = name.indexOf('/');
  return end > 0 && isOwnerPart(name.slice(0, end)) ? name.slice(end + 1) : name;
}

/** The owner in an id, a user or a unit of the system; absent: root's own runtime. */
export function ownerPartOf(containerId: string): string | undefined {
  const [, first] = /^[^:]*:([^/]*)\//.exec(containerId) ?? [];
  return first !== undefined && isOwnerPart(first) ? first : undefined;
}

/** The user whose container or unit it is; absent: the system's. */
export function ownerOf(containerId: string): number | undefined {
  const userId = /^user@(\d+)(?:\.service)?$/.exec(ownerPartOf(containerId) ?? '')?.[1];
  return userId === undefined ? undefined : Number(userId);
}

/** What is known of a process when its container is looked for; absent: could not be read. */
export type ContainerClues = {
  /** Text of `/proc/PID/cgroup`; empty when it could not be read. */
  cgroup: string;
  /** `envID` of `/proc/PID/status`; to be left out inside an OpenVZ container (no `/proc/bc`). */
  envId?: number | undefined;
  command?: string | undefined;
  /** Arguments, apart by spaces or zero bytes. */
  commandLine?: string | undefined;
  /** The user that it runs as, as the host numbers them. */
  userId?: number | undefined;
  /** Target of `/proc/PID/ns/pid`; `own`: it is the reader's, so the host's. */
  pidNamespace?: {own: boolean; inode: number | string} | undefined;
  /** Set when the process has another pid in its own namespace. */
  innerPid?: number | undefined;
};

/**
 * The container that a process belongs to.
 *
 * A container that the cgroup names wins; then an OpenVZ 6 number; then a QEMU guest that nobody
 * put into a cgroup of its own; then the service; then a pid namespace that is not the reader's
 * (people start those by hand, from a login session); then the session, and the host.
 * `fromCgroup` may be kept by the caller: it depends on the text of the cgroup file alone.
 */
export function identifyContainer(
  clues: ContainerClues,
  fromCgroup: ContainerIdentity = identifyCgroup(clues.cgroup),
): ContainerIdentity {
  switch (fromCgroup.kind) {
    case 'host':
    case 'session': {
      return (
        identifyOpenvz(clues) ??
        identifyGuest(clues, fromCgroup) ??
        identifyNamespace(clues) ??
        fromCgroup
      );
    }

    case 'service': {
      return identifyOpenvz(clues) ?? identifyGuest(clues, fromCgroup) ?? fromCgroup;
    }

    case 'nspawn': {
      return identifyMachine(clues, fromCgroup);
    }

    case 'qemu': {
      return nameGuest(fromCgroup, clues);
    }

    default: {
      return fromCgroup;
    }
  }
}

function identifyOpenvz({envId}: ContainerClues): ContainerIdentity | undefined {
  return envId === undefined || envId === 0
    ? undefined
    : {kind: 'openvz', id: `openvz:${envId}`, name: String(envId)};
}

/** Anybody can start a program of that name: the guest is its owner's, unless root started it. */
function identifyGuest(
  clues: ContainerClues,
  fromCgroup: ContainerIdentity,
): ContainerIdentity | undefined {
  const guest = findGuest(clues.command, clues.commandLine);
  if (guest?.name === undefined) return undefined;
  const owner = ownerOfGuest(clues, fromCgroup);
  const {kind} = guest;
  const own = namePart(guest.name);
  if (owner === undefined) return {kind, id: `${kind}:${own}`, name: shownName(kind, own)};
  const name = `${userPart(owner)}/${own}`;
  return {kind, id: `${kind}:${name}`, name};
}

/** The place counts before the user: a program that is setuid root may be started by any user. */
function ownerOfGuest(
  {cgroup, userId}: ContainerClues,
  fromCgroup: ContainerIdentity,
): number | undefined {
  for (const {path} of parseCgroup(cgroup)) {
    const owner = userOfPath(path);
    if (owner !== undefined) return owner;
  }

  // Where it has no cgroups for its guests, root's daemon still gives them a user of their own.
  return userId === 0 || isRuntimeUnit(fromCgroup.name) ? undefined : userId;
}

/** systemd calls the scope of a guest as that of a container: what runs in it tells them apart. */
function identifyMachine(clues: ContainerClues, fromCgroup: ContainerIdentity): ContainerIdentity {
  const isOutside = clues.pidNamespace?.own ?? clues.innerPid === undefined;
  const guest = isOutside ? findGuest(clues.command, clues.commandLine) : undefined;
  return guest === undefined
    ? fromCgroup
    : {...fromCgroup, kind: guest.kind, id: fromCgroup.id.replace(/^[^:]*/, guest.kind)};
}

function identifyNamespace({
  pidNamespace,
  innerPid,
}: ContainerClues): ContainerIdentity | undefined {
  const foreign = pidNamespace === undefined ? innerPid !== undefined : !pidNamespace.own;
  if (!foreign) {
    return undefined;
  }

  const inode = pidNamespace?.inode ?? 'unknown';
  return {kind: 'namespace', id: `namespace:${inode}`, name: `ns:${inode}`};
}

/** Proxmox knows its machines by number; their names stand on the command line. */
function nameGuest(identity: ContainerIdentity, clues: ContainerClues): ContainerIdentity {
  const isNumber = /^\d+$/.test(identity.name);
  const name = isNumber ? findGuest(clues.command, clues.commandLine)?.name : undefined;
  return name === undefined
    ? identity
    : {...identity, name: shownName(identity.kind, namePart(name))};
}
