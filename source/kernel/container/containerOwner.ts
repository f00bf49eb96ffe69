/**
 * Where the programs of a user are, by systemd and by cgmanager; a reader below it sees less of it.
 * Only root makes these places, but what is below them a user may make, and call it what he likes.
 */
const userPlace = /^(?:\/\.\.)*(?:(?:\/user\.slice)?\/user-(\d+)\.slice|\/user\/(\d+)\.user)(?=\/)/;

/** Units whose own daemons, run by root, make the cgroups below them. */
const runtimeUnits: readonly RegExp[] = [
  /^(?:containerd|docker|podman|cri-o|crio|cri-docker|balena(?:-engine)?|buildkit|ecs)\.service$/,
  /^(?:kubelet|k3s(?:-agent)?|k0s(?:controller|worker)|rke2-(?:server|agent)|nomad|garden)\.service$/,
  /^(?:libvirtd|virt(?:qemu|lxc|ch)d|lxc|lxd|incus)\.service$/,
  /^(?:lxc|pve-container)@[^/]+\.service$/,
  /^snap\.(?:docker|lxd|incus|microk8s|multipass)\.[^/]+\.service$/,
];

const unit = /\/([^/]+\.(?:service|scope))(?=\/|$)/g;
const ownerPart = /^(?:user@\d+|[^/]+\.(?:service|scope))$/;

/** What stands for a user in ids and names. */
export function userPart(userId: number): string {
  return `user@${userId}`;
}

/** The user below whose slice a path is; absent: no user's, or root's. */
export function userOfPath(path: string): number | undefined {
  const userId = userOf(path);
  return userId === 0 ? undefined : userId;
}

/** What stands in ids for the maker of what is in this directory; absent: root. */
export function ownerOfPlace(directory: string): string | undefined {
  const userId = userOf(directory);
  if (userId !== undefined) return userId === 0 ? undefined : userPart(userId);
  const names = [...directory.matchAll(unit)].map(([, name = '']) => name);
  const first = names.find((name) => name !== 'init.scope');
  return first === undefined || isRuntimeUnit(first) ? undefined : first;
}

/** A unit in which root's own runtime starts containers and guests. */
export function isRuntimeUnit(name: string): boolean {
  return runtimeUnits.some((pattern) => pattern.test(name));
}

/** Whether a part of an id says whose the container is, not which containers are around it. */
export function isOwnerPart(part: string): boolean {
  return ownerPart.test(part);
}

/** A name as one part of an id, which cannot be taken for several, for a user or for a unit. */
export function namePart(name: string): string {
  const one = name.replaceAll('/', String.raw`\x2f`);
  if (!isOwnerPart(one)) return one;
  return /^user@\d+$/.test(one)
    ? one.replace('@', String.raw`\x40`)
    : one.replace(/\.(?=[^.]*$)/, String.raw`\x2e`);
}

/** A name as it is shown: what a container is called must not look like the host or an owner. */
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
