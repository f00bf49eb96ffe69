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
  /** Unique on the host and stable: `<kind>:<name or full runtime id>`; `host` for the host. */
  id: string;
  /**
   * What the cgroup path alone tells: the name, or the first 12 characters of the runtime's id.
   * Comes from outside: never print it unescaped.
   */
  name: string;
  /** Directory of the container's own cgroup below the mount of the memory (v1) or unified (v2) hierarchy. */
  cgroup?: {hierarchy: 'memory' | 'unified'; path: string};
};

/** What is known of a process when its container is looked for; absent: could not be read. */
export type ContainerClues = {
  /** Text of `/proc/PID/cgroup`; empty when it could not be read. */
  cgroup: string;
  /** `envID` of `/proc/PID/status`; to be left out inside an OpenVZ container (no `/proc/bc`). */
  envId?: number | undefined;
  command?: string | undefined;
  /** Arguments, apart by spaces or zero bytes. */
  commandLine?: string | undefined;
  /** Target of `/proc/PID/ns/pid`; `own`: it is the reader's, so the host's. */
  pidNamespace?: {own: boolean; inode: number | string} | undefined;
  /** Set when the process has another pid in its own namespace. */
  innerPid?: number | undefined;
};

/** All that belongs to no container. */
export const hostIdentity: ContainerIdentity = {kind: 'host', id: 'host', name: 'host'};

/** The container that a process belongs to. */
export function identifyContainer(_clues: ContainerClues): ContainerIdentity {
  return hostIdentity;
}
