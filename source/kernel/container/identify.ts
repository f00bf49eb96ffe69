import {parseCgroup} from './cgroup.js';
import {isRuntimeUnit, namePart, shownName, userOfPath, userPart} from './containerOwner.js';
import {findGuest} from './guest.js';
import {identifyCgroup} from './identifyCgroup.js';
import type {ContainerIdentity} from './identity.js';

/** Facts about a process by which its container is identified; absent: could not be read. */
export type ContainerClues = {
  /** Text of `/proc/PID/cgroup`; empty: could not be read. */
  cgroup: string;
  /** `envID` of `/proc/PID/status`; leave it out inside an OpenVZ container (no `/proc/bc`). */
  envId?: number | undefined;
  command?: string | undefined;
  /** Arguments, separated by spaces or zero bytes. */
  commandLine?: string | undefined;
  /** Its user id on the host. */
  userId?: number | undefined;
  /** Target of `/proc/PID/ns/pid`; `own`: the same as the reader's, thus the host's. */
  pidNamespace?: {own: boolean; inode: number | string} | undefined;
  /** Its pid in its own pid namespace; absent: the same as the reader's. */
  innerPid?: number | undefined;
};

/**
 * The container that a process belongs to: the one that its cgroup names, else an OpenVZ 6 number,
 * else a guest without a cgroup of its own, else its service, else a pid namespace other than the
 * reader's (started by hand, from a login session), else the session or the host.
 * The caller may cache `fromCgroup`: it depends only on the text of the cgroup file.
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

/** Any user can start a program of that name: the guest belongs to its user, unless that is root. */
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

/** The cgroup counts before the user id: any user may start a setuid program. */
function ownerOfGuest(
  {cgroup, userId}: ContainerClues,
  fromCgroup: ContainerIdentity,
): number | undefined {
  for (const {path} of parseCgroup(cgroup)) {
    const owner = userOfPath(path);
    if (owner !== undefined) return owner;
  }

  // A runtime without cgroups for its guests may still run them as a user of their own.
  return userId === 0 || isRuntimeUnit(fromCgroup.name) ? undefined : userId;
}

/** systemd names scopes of guests and containers alike; the program that runs there decides. */
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

/** Proxmox numbers its machines; their names are on the command line. */
function nameGuest(identity: ContainerIdentity, clues: ContainerClues): ContainerIdentity {
  const isNumber = /^\d+$/.test(identity.name);
  const name = isNumber ? findGuest(clues.command, clues.commandLine)?.name : undefined;
  return name === undefined
    ? identity
    : {...identity, name: shownName(identity.kind, namePart(name))};
}
