import type {ContainerKind} from './identity.js';

/** How the cgroup of a container is recognised. */
export type ContainerPattern = {
  kind: ContainerKind;
  /**
   * The container's own cgroup, from a `/` on; what follows it is inside the container.
   * Group `name` is its name, or the id that its runtime gave it; group `instance` tells two
   * cgroups of one name apart.
   */
  path: RegExp;
  /** Only in the v1 hierarchy of this controller. */
  controller?: string;
  /** Only at the top of the hierarchy, or directly in another container. */
  top?: true;
  /** A process of the runtime that watches over the container from outside. */
  monitor?: true;
  /** A path that this row is for; `ID` stands for 64 hexadecimal digits. */
  example: string;
};

export const id = '(?<name>[0-9a-f]{64})';
export const name = '(?<name>[^/]+)';
export const lazyName = '(?<name>[^/]+?)';
export const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
export const openvzId = `(?<name>${uuid}|[1-9]\\d*)`;
/** The slice of a pod; clusters in containers (kind) put their own prefix before it. */
export const podSlice = '/(?:[^/]+-)?kubepods(?:-[^/:]+)?-pod';
export const podDirectory = '/kubepods(?:/burstable|/besteffort)?/pod';
/** The templates of units of systemd itself and of NixOS, whose instance is the machine. */
export const nspawnUnit = '(?:systemd-nspawn|(?<=/machine\\.slice/)container)@';
export const notItsMonitor = '(?!crio-conmon-)';

/** A whole part of a path, from where it is looked for. */
export function whole(source: string): RegExp {
  return new RegExp(`${source}(?=/|$)`, 'y');
}
