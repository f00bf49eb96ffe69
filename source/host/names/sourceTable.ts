import type {ContainerKind} from '../../kernel/container.js';
import {bundle} from './bundle.js';
import {dockerFiles, dockerSocket} from './docker.js';
import {guest} from './guest.js';
import {hostname, hostnameOfNameless} from './hostname.js';
import {containerLogs, podLogs} from './kubernetes.js';
import {machined} from './machined.js';
import type {NameSource} from './nameSource.js';
import {openvz} from './openvz.js';
import {podmanMonitor, podmanSocket, podmanStorage} from './podman.js';
import {proxmoxContainer, proxmoxMachine} from './proxmox.js';

/**
 * Who may know the name of a container of each kind, asked in this order; the kinds that are not
 * here are named by their cgroup. Files come before daemons: they cost less, and wake nobody.
 */
export const sourceTable: Readonly<Partial<Record<ContainerKind, readonly NameSource[]>>> = {
  docker: [dockerFiles, dockerSocket, hostname],
  ecs: [dockerFiles, dockerSocket, hostname],
  podman: [podmanStorage, podmanSocket, podmanMonitor, hostname],
  kubernetes: [bundle, containerLogs, podLogs, dockerFiles, hostname],
  containerd: [bundle, hostnameOfNameless],
  lxc: [proxmoxContainer],
  nspawn: [machined],
  qemu: [proxmoxMachine, guest],
  openvz: [openvz],
  namespace: [hostname],
};
