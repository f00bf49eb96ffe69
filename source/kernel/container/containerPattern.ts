import type {ContainerKind} from './identity.js';

/** How the cgroup of a container is recognized. */
export type ContainerPattern = {
  kind: ContainerKind;
  /**
   * Matches the container's own cgroup, starting at a `/`; the rest of a path is inside the
   * container. Group `name` is its name or its runtime's id; group `instance` distinguishes cgroups
   * of one name.
   */
  path: RegExp;
  /** Matches only in the v1 hierarchy of this controller. */
  controller?: string;
  /** Matches only at the top of the hierarchy, or directly in another container. */
  top?: true;
  /** A process of the runtime that monitors the container from outside. */
  monitor?: true;
  /** A path that matches; `ID` is replaced by 64 hexadecimal digits. */
  example: string;
};

export const id = '(?<name>[0-9a-f]{64})';
export const name = '(?<name>[^/]+)';
export const lazyName = '(?<name>[^/]+?)';
export const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
export const openvzId = `(?<name>${uuid}|[1-9]\\d*)`;
/** The slice of a pod; clusters in containers (kind) add their own prefix. */
export const podSlice = '/(?:[^/]+-)?kubepods(?:-[^/:]+)?-pod';
export const podDirectory = '/kubepods(?:/burstable|/besteffort)?/pod';
/** Unit templates of systemd and NixOS whose instance is the machine. */
export const nspawnUnit = '(?:systemd-nspawn|(?<=/machine\\.slice/)container)@';
/** libvirt's own cgroup for its guests, or that of a `<partition>` which a guest is given. */
export const libvirtPartition = '(?:machine|[^/]+\\.partition)';
export const notItsMonitor = '(?!crio-conmon-)';

/** A sticky pattern that ends at the end of a part of a path. */
export function whole(source: string): RegExp {
  return new RegExp(`${source}(?=/|$)`, 'y');
}
