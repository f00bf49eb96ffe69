/**
 * Cgroups of a user's programs, from systemd and cgmanager. Only root creates these, but below them
 * a user can create cgroups with any name.
 */
const userPlace = /^(?:\/\.\.)*(?:(?:\/user\.slice)?\/user-(\d+)\.slice|\/user\/(\d+)\.user)(?=\/)/;

/** Units whose daemons, run by root, create the cgroups below them. */
const runtimeUnits: readonly RegExp[] = [
  /^(?:containerd|docker|podman|cri-o|crio|cri-docker|balena(?:-engine)?|buildkit|ecs)\.service$/,
  /^(?:kubelet|k3s(?:-agent)?|k0s(?:controller|worker)|rke2-(?:server|agent)|nomad|garden)\.service$/,
  /^(?:libvirtd|virt(?:qemu|lxc|ch)d|lxc|lxd|incus)\.service$/,
  /^(?:lxc|pve-container)@[^/]+\.service$/,
  /^snap\.(?:docker|lxd|incus|microk8s|multipass)\.[^/]+\.service$/,
];

const unit = /\/([^/]+\.(?:service|scope))(?=\/|$)/g;
const ownerPart = /^(?:user@\d+|[^/]+\.(?:service|scope))$/;

/** The part of ids and names that names a user as the owner. */
export function userPart(userId: number): string {
  return `user@${userId}`;
}

/** Id of the user whose slice contains the path; absent: no user's, or root's. */
export function userOfPath(path: string): number | undefined {
  const userId = userOf(path);
  return userId === 0 ? undefined : userId;
}

/** The part of ids that names the owner of what is in this directory; absent: root. */
export function ownerOfPlace(directory: string): string | undefined {
  const userId = userOf(directory);
  if (userId !== undefined) return userId === 0 ? undefined : userPart(userId);
  const names = [...directory.matchAll(unit)].map(([, name = '']) => name);
  const first = names.find((name) => name !== 'init.scope');
  return first === undefined || isRuntimeUnit(first) ? undefined : first;
}

/** Whether root's own runtime starts containers and guests in this unit. */
export function isRuntimeUnit(name: string): boolean {
  return runtimeUnits.some((pattern) => pattern.test(name));
}

/** Whether a part of an id names the owner of the container, and not a container around it. */
export function isOwnerPart(part: string): boolean {
  return ownerPart.test(part);
}

/** Escapes a name for use in an id: it cannot be mistaken for several parts, a user or a unit. */
export function namePart(name: string): string {
  const one = name.replaceAll('/', String.raw`\x2f`);
  if (!isOwnerPart(one)) return one;
  return /^user@\d+$/.test(one)
    ? one.replace('@', String.raw`\x40`)
    : one.replace(/\.(?=[^.]*$)/, String.raw`\x2e`);
}

/** A container's name for display, which cannot be mistaken for the host or an owner. */
export function shownName(kind: string, name: string): string {
  if (name === 'host') return `${kind}:host`;
  const [first = '', ...rest] = name.split('/');
  return [namePart(first), ...rest].join('/');
}

function userOf(path: string): number | undefined {
  const [, ofSlice, ofManager] = userPlace.exec(path) ?? [];
  const userId = ofSlice ?? ofManager;
  return userId === undefined ? undefined : Number(userId);
}
