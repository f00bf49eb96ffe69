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
  /** Unique on the host and stable: `<kind>:<name or full runtime id>`. */
  id: string;
  /** What the cgroup path alone tells: the name, or the first 12 characters of the runtime's id. */
  name: string;
  /** Directory of the container's own cgroup below the mount of the memory (v1) or unified (v2) hierarchy. */
  cgroup?: {hierarchy: 'memory' | 'unified'; path: string};
};
