import {parseCgroup} from './cgroup.js';
import {isRuntimeUnit, namePart, shownName, userOfPath, userPart} from './containerOwner.js';
import {findGuest} from './guest.js';
import {identifyCgroup} from './identifyCgroup.js';
import type {ContainerIdentity} from './identity.js';

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
