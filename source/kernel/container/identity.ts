import {isOwnerPart} from './containerOwner.js';

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

/** All that belongs to no container. */
export const hostIdentity: ContainerIdentity = {kind: 'host', id: 'host', name: 'host'};

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
