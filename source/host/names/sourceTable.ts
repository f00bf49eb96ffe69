import type {ContainerKind} from '../../kernel/container/identity.js';
import {bundle} from './bundle.js';
import {dockerFiles, dockerSocket} from './docker.js';
import {guest} from './guestName.js';
import {hostname, hostnameOfNameless} from './hostname.js';
import {containerLogs, podLogs} from './kubernetes.js';
import {lxcMonitor} from './lxc.js';
import {machined, nspawnMonitor} from './machined.js';
import type {NameSource} from './nameSource.js';
import {openvz} from './openvz.js';
import {podmanMonitor, podmanSocket, podmanStorage} from './podman.js';
import {proxmoxContainer, proxmoxMachine} from './proxmox.js';

/**
 * The sources of a container's name by its kind, in this order; other kinds are named by their
 * cgroup. Files come before daemons: they cost less, and wake no process.
 */
export const sourceTable: Readonly<Partial<Record<ContainerKind, readonly NameSource[]>>> = {
  docker: [ofRoot(dockerFiles), dockerSocket, hostname],
  ecs: [ofRoot(dockerFiles), dockerSocket, hostname],
  podman: [podmanStorage, podmanSocket, podmanMonitor, hostname],
  kubernetes: [bundle, ofRoot(containerLogs), ofRoot(podLogs), ofRoot(dockerFiles), hostname],
  containerd: [bundle, hostnameOfNameless],
  kata: [bundle],
  lxc: [ofRoot(proxmoxContainer), lxcMonitor],
  nspawn: [ofRoot(machined), nspawnMonitor],
  qemu: [ofRoot(proxmoxMachine), guest],
  openvz: [openvz],
  namespace: [hostname],
};

/** Restricts records of root's runtimes to root's containers. */
function ofRoot(source: NameSource): NameSource {
  return async (question, tools) =>
    question.owner === undefined ? source(question, tools) : undefined;
}
