import {
  type ContainerPattern,
  id,
  lazyName,
  libvirtPartition,
  name,
  notItsMonitor,
  nspawnUnit,
  openvzId,
  podDirectory,
  podSlice,
  uuid,
  whole,
} from './containerPattern.js';

/** Tried in this order at each `/` of a path, from the left; the last match is the innermost. */
export const containerPatterns: readonly ContainerPattern[] = [
  // Monitors, before the containers that they are next to.
  {
    kind: 'podman',
    path: whole('/libpod-conmon-[0-9a-f]{64}(?:\\.scope)?'),
    monitor: true,
    example: '/machine.slice/libpod-conmon-ID.scope',
  },
  {
    kind: 'podman',
    path: whole('/libpod_parent/(?:[^/]+/)*conmon'),
    monitor: true,
    example: '/libpod_parent/conmon',
  },
  {
    kind: 'kubernetes',
    path: whole('/crio-conmon-[0-9a-f]{64}(?:\\.scope)?'),
    monitor: true,
    example: '/kubepods.slice/kubepods-pod1_2.slice/crio-conmon-ID.scope',
  },
  {
    kind: 'lxc',
    path: whole('/lxc\\.(?:monitor[./][^/]+|monitor|pivot)'),
    monitor: true,
    example: '/lxc.monitor.web1',
  },
  {
    kind: 'nspawn',
    path: whole(`/(?:machine-[^/]+\\.scope|${nspawnUnit}[^/]+\\.service)/supervisor`),
    monitor: true,
    example: '/machine.slice/machine-deb1.scope/supervisor',
  },

  // Kubernetes: the container, else the pod.
  {
    kind: 'kubernetes',
    path: whole(`${podSlice}[^/:]+\\.slice/${notItsMonitor}(?:[a-z-]+-)?${id}(?:\\.scope)?`),
    example:
      '/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1_2.slice/crio-ID.scope',
  },
  {
    kind: 'kubernetes',
    path: whole(`${podSlice}[^/:]+\\.slice:[^/:]+:${id}`),
    example: '/system.slice/containerd.service/kubepods-burstable-pod1_2.slice:cri-containerd:ID',
  },
  {
    kind: 'kubernetes',
    path: whole(`${podDirectory}[^/]+/${notItsMonitor}(?:[a-z-]+-)?${id}`),
    example: '/kubepods/burstable/pod1-2/ID',
  },
  {
    kind: 'kubernetes',
    path: whole(`${podSlice}${lazyName}\\.slice(?!/crio-conmon-)`),
    example: '/kubepods.slice/kubepods-pod1_2.slice/kata_overhead',
  },
  {
    kind: 'kubernetes',
    path: whole(`${podDirectory}${name}(?!/crio-conmon-)`),
    example: '/kubepods/pod1-2',
  },
  {
    kind: 'kubernetes',
    path: whole(`/(?:k8s\\.io/|(?:cri-containerd|crio)-)${id}(?:\\.scope)?`),
    example: '/system.slice/cri-containerd-ID.scope',
  },

  // Amazon ECS; its containers are Docker's, so it comes before Docker.
  {kind: 'ecs', path: whole(`/ecs/(?:[^/]+/){1,2}${id}`), example: '/ecs/task1/ID'},
  {
    kind: 'ecs',
    path: whole('/ecs/[^/]+/(?<name>[0-9a-f]{32}-\\d+)'),
    example: '/ecs/0123456789abcdef0123456789abcdef/0123456789abcdef0123456789abcdef-42',
  },
  {
    kind: 'ecs',
    path: whole(`/ecstasks-[^/]+\\.slice/docker-${id}\\.scope`),
    example: '/ecstasks.slice/ecstasks-task1.slice/docker-ID.scope',
  },

  // Docker, Podman, containerd.
  {kind: 'buildkit', path: whole(`/docker/buildkit/${name}`), example: '/docker/buildkit/k2jx0q'},
  {kind: 'buildkit', path: whole(`/buildkit/${name}`), top: true, example: '/buildkit/k2jx0q'},
  {kind: 'docker', path: whole(`/docker/${id}`), example: '/docker/ID'},
  {kind: 'docker', path: whole(`/docker-${id}\\.scope`), example: '/system.slice/docker-ID.scope'},
  {kind: 'docker', path: whole(`/[^/:]+:docker:${id}`), example: '/system.slice:docker:ID'},
  {
    kind: 'podman',
    path: whole(`/libpod-(?:payload-)?${id}(?:\\.scope)?`),
    example: '/machine.slice/libpod-ID.scope/container',
  },
  {
    kind: 'podman',
    path: whole(`/libpod_parent/[0-9a-f]{64}/libpod-(?:payload-)?${id}`),
    example: '/libpod_parent/ID/libpod-ID',
  },
  {kind: 'podman', path: whole(`/[^/:]+:libpod:${id}`), example: '/machine.slice:libpod:ID'},
  {
    kind: 'containerd',
    path: whole(`/nerdctl-${id}\\.scope`),
    example: '/system.slice/nerdctl-ID.scope',
  },
  {kind: 'containerd', path: whole(`/[^/:]+:nerdctl:${id}`), example: '/system.slice:nerdctl:ID'},
  {kind: 'containerd', path: whole(`/default/${name}`), top: true, example: '/default/redis'},
  {
    kind: 'garden',
    path: whole(`/garden(?:-${uuid})?/(?:good/|bad/)?${name}`),
    example: '/garden/0f1d2a3b-5c6d',
  },

  {
    kind: 'nomad',
    path: whole(
      `/nomad(?:\\.slice)?(?:/(?:share|reserve)(?:\\.slice)?)?/(?<name>${uuid}\\.[^/]+?)(?:\\.scope)?`,
    ),
    example: '/nomad.slice/share.slice/1c9e8d7f-0a1b-4c2d-8e3f-123456789abc.web.scope',
  },
  {
    kind: 'runc',
    path: whole(`/runc-${lazyName}\\.scope`),
    example: '/system.slice/runc-myapp.scope',
  },
  {
    kind: 'crun',
    path: whole(`/crun-${lazyName}\\.scope`),
    example: '/system.slice/crun-myapp.scope',
  },
  {kind: 'crun', path: whole(`/crun-${name}`), top: true, example: '/crun-myapp'},

  // Virtual machines.
  {kind: 'kata', path: whole(`/kata(?:_overhead)?/${id}`), example: '/kata_overhead/ID'},
  {kind: 'kata', path: whole(`/kata-${id}\\.scope`), example: '/system.slice/kata-ID.scope'},
  {
    kind: 'firecracker',
    path: whole(`/firecracker(?:-[^/]+)?/${name}`),
    top: true,
    example: '/firecracker/551e7604',
  },
  {
    kind: 'cloud-hypervisor',
    path: whole(`/machine-ch\\\\x2d(?:\\d+\\\\x2d)?${lazyName}\\.scope`),
    example: '/machine.slice/machine-ch\\x2d3\\x2dweb1.scope',
  },
  {
    kind: 'cloud-hypervisor',
    path: whole(`/${libvirtPartition}/(?:ch-\\d+-)?${lazyName}\\.libvirt-ch`),
    example: '/machine/ch-3-web1.libvirt-ch/emulator',
  },
  {
    kind: 'qemu',
    path: whole(`/machine-qemu\\\\x2d(?:\\d+\\\\x2d)?${lazyName}\\.scope`),
    example: '/machine.slice/machine-qemu\\x2d3\\x2dweb1.scope/libvirt/emulator',
  },
  {
    kind: 'qemu',
    path: whole(`/${libvirtPartition}/(?:qemu-\\d+-)?${lazyName}\\.libvirt-qemu`),
    example: '/machine/qemu-3-web1.libvirt-qemu/emulator',
  },
  {kind: 'qemu', path: whole(`/libvirt/qemu/${name}`), example: '/libvirt/qemu/web1'},
  {
    kind: 'qemu',
    path: whole('/qemu\\.slice/(?<name>\\d+)\\.scope'),
    example: '/qemu.slice/100.scope',
  },
  {
    kind: 'qemu',
    path: whole(`/systemd-vmspawn@${lazyName}\\.service`),
    example: '/machine.slice/systemd-vmspawn@web1.service',
  },

  // System containers.
  {
    kind: 'lxc',
    path: whole(`/machine-lxc\\\\x2d(?:\\d+\\\\x2d)?${lazyName}\\.scope`),
    example: '/machine.slice/machine-lxc\\x2d4711\\x2dweb1.scope',
  },
  {
    kind: 'lxc',
    path: whole(`/${libvirtPartition}/(?:lxc-\\d+-)?${lazyName}\\.libvirt-lxc`),
    example: '/machine/lxc-4711-web1.libvirt-lxc',
  },
  {kind: 'lxc', path: whole(`/libvirt/lxc/${name}`), example: '/libvirt/lxc/web1'},
  {kind: 'lxc', path: whole(`/lxc\\.payload[./]${name}`), example: '/lxc.payload.web1'},
  {kind: 'lxc', path: whole(`/lxc/${name}`), example: '/lxc/101/ns'},
  {
    kind: 'nspawn',
    path: whole(`/machine-${lazyName}\\.scope`),
    example: '/machine.slice/machine-deb1.scope/payload',
  },
  {
    kind: 'nspawn',
    path: whole(`/${nspawnUnit}${lazyName}\\.service`),
    example: '/machine.slice/systemd-nspawn@deb1.service/payload',
  },
  // With --keep-unit: in a service of any name.
  {
    kind: 'nspawn',
    path: whole(`/payload(?<=/(?<name>[^/]+)\\.service/payload)(?<!/${nspawnUnit}[^/]+/payload)`),
    example: '/system.slice/web.service/payload/init.scope',
  },
  {kind: 'openvz', path: whole(`/${openvzId}`), controller: 've', top: true, example: '/101'},
  {
    kind: 'openvz',
    path: whole(`/machine\\.slice/(?:vz[-_])?${openvzId}(?:\\.(?:scope|service|slice))?`),
    example: '/machine.slice/101',
  },
  {
    kind: 'openvz',
    path: whole(`/machine\\.slice/[^/]*?(?<name>${uuid})[^/]*\\.(?:scope|service|slice)`),
    example: '/machine.slice/ct-1c9e8d7f-0a1b-4c2d-8e3f-123456789abc.scope',
  },
  {
    kind: 'openvz',
    path: whole(`/(?<name>${uuid})`),
    top: true,
    example: '/1c9e8d7f-0a1b-4c2d-8e3f-123456789abc',
  },

  // Desktop sandboxes.
  {
    kind: 'flatpak',
    path: whole(`/app-flatpak-${lazyName}-(?<instance>\\d+)\\.scope`),
    example:
      '/user.slice/user-1000.slice/user@1000.service/app.slice/app-flatpak-org.gimp.GIMP-77.scope',
  },
  {
    kind: 'snap',
    path: whole(`/snap\\.${lazyName}[.-](?<instance>${uuid})\\.scope`),
    example: '/user.slice/snap.firefox.firefox-1c9e8d7f-0a1b-4c2d-8e3f-123456789abc.scope',
  },

  // Early Docker, and Docker with --cgroup-parent.
  {kind: 'docker', path: whole(`/${id}`), example: '/customers/acme/ID'},
];
