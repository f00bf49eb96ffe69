import {isOwnerPart} from './containerOwner.js';

/** Kinds of containers; other runtimes have their own name. */
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

/** Kinds of containers that have a root directory of their own on the host's kernel. */
export const runtimeKinds: ReadonlySet<string> = new Set([
  'openvz',
  'lxc',
  'docker',
  'podman',
  'kubernetes',
  'nspawn',
  'containerd',
  'ecs',
  'nomad',
]);

/** The container a process belongs to. */
export type ContainerIdentity = {
  kind: ContainerKind;
  /**
   * Unique on the host and stable: `<kind>:<name or full runtime id>`; outer containers precede it
   * (`docker:<outer id>/<id>`), and first comes an owner other than root's own runtime: a user
   * (`podman:user@1000/<id>`) or a system unit (`docker:web.service/<id>`); `host` for the host.
   */
  id: string;
  /**
   * From the cgroup path: the name, or the first 12 characters of the runtime's id.
   * Untrusted: never print it unescaped.
   */
  name: string;
  /** The container's own cgroup, in the memory (v1) or unified (v2) hierarchy. */
  cgroup?: {hierarchy: 'memory' | 'unified'; path: string};
};

/** The host, for processes that belong to no container. */
export const hostIdentity: ContainerIdentity = {kind: 'host', id: 'host', name: 'host'};

/** The name, number or full id by which a container's runtime knows it. */
export function runtimeName(containerId: string): string {
  const start = Math.max(containerId.indexOf(':'), containerId.lastIndexOf('/')) + 1;
  return containerId.slice(start);
}

/** The part of an id that names the outer containers; absent: there are none. */
export function surroundingsOf(containerId: string): string | undefined {
  const end = containerId.lastIndexOf('/');
  const around = containerId.slice(containerId.indexOf(':') + 1, Math.max(0, end));
  return end < 0 || isOwnerPart(around) ? undefined : around;
}

/** A container's name without its owner. */
export function withoutOwner(name: string): string {
  const end = name.indexOf('/');
  return end > 0 && isOwnerPart(name.slice(0, end)) ? name.slice(end + 1) : name;
}

/** The owner in an id, a user or a system unit; absent: root's own runtime. */
export function ownerPartOf(containerId: string): string | undefined {
  const [, first] = /^[^:]*:([^/]*)\//.exec(containerId) ?? [];
  return first !== undefined && isOwnerPart(first) ? first : undefined;
}

/** Id of the user who owns a container or unit; absent: it belongs to the system. */
export function ownerOf(containerId: string): number | undefined {
  const userId = /^user@(\d+)(?:\.service)?$/.exec(ownerPartOf(containerId) ?? '')?.[1];
  return userId === undefined ? undefined : Number(userId);
}
