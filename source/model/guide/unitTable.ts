import type {ContainerKind} from '../../kernel/container.js';
import type {GuideSubject} from './guideFacts.js';

/** The unit of the host's systemd from which the programs of a container descend. */
export type HostUnit = {
  unit: string;
  /** Starts the container anew, so that its programs have what the unit has. */
  restart: string;
  /** What else is to be known. */
  remark?: string;
};

const daemonRemark =
  'This opts in every container that the daemon starts from then on; for one of them alone, preload the library.';

/** By kind of container. An opt-in by prctl goes from a process to its children. */
export const unitTable: Readonly<
  Partial<Record<ContainerKind, (subject: GuideSubject) => HostUnit>>
> = {
  service: ({handle}) => ({unit: handle, restart: `systemctl restart ${handle}`}),
  docker: ({handle}) => ({
    unit: 'containerd.service',
    restart: `systemctl restart containerd.service && docker restart ${handle}`,
    remark: `Where Docker runs a containerd of its own, the unit is docker.service. ${daemonRemark}`,
  }),
  kubernetes: () => ({
    unit: 'containerd.service',
    restart: 'systemctl restart containerd.service && kubectl delete pod POD',
    remark: `With CRI-O the unit is crio.service, with k3s it is k3s.service. ${daemonRemark}`,
  }),
  podman: ({handle}) => ({
    unit: `${handle}.service`,
    restart: `systemctl restart ${handle}.service`,
    remark: `For a container that a unit starts (Quadlet, podman generate systemd). By hand: systemd-run -p MemoryKSM=yes -p Type=oneshot -p RemainAfterExit=yes podman restart ${handle}.`,
  }),
  lxc: ({handle, row}) =>
    /^lxc:\d+$/.test(row.id)
      ? {
          unit: `pve-container@${handle}.service`,
          restart: `pct shutdown ${handle} && pct start ${handle}`,
        }
      : {
          unit: `lxc@${handle}.service`,
          restart: `lxc-stop -n ${handle} && systemctl start lxc@${handle}.service`,
          remark:
            'Containers of LXD and Incus descend from lxd.service or incus.service, and those that LXC starts at boot from lxc.service.',
        },
  nspawn: ({handle}) => ({
    unit: `systemd-nspawn@${handle}.service`,
    restart: `systemctl restart systemd-nspawn@${handle}.service`,
  }),
};
