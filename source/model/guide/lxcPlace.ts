import {type GuideSubject, monitorOf} from './guideSubject.js';

/** What manages a container of LXC, under which name, and where its settings are. */
export type LxcPlace = {
  manager: 'lxc' | 'proxmox' | 'libvirt' | 'lxd' | 'incus';
  name: string;
  /** The directory of containers; absent: the usual one. */
  directory?: string;
  /** Of LXD and Incus; absent: the default one. */
  project?: string;
};

export const usualLxcDirectory = '/var/lib/lxc';

/** From the command line of its monitor, else from its cgroup. */
export function lxcPlace(subject: GuideSubject): LxcPlace {
  const {handle, cgroup, nested} = subject;
  if (/machine-lxc\\x2d|\.libvirt-lxc(?:\/|$)|\/libvirt\/lxc\//.test(cgroup)) {
    return {manager: 'libvirt', name: handle};
  }
  const {directory, name = handle} = (nested ? undefined : monitored(subject)) ?? {};
  if (directory && /\/(?:lxd|incus)\//.test(directory)) {
    // Names of instances and projects have no underscores.
    const [, project, instance = name] = /^([^_]+)_(.+)$/.exec(name) ?? [];
    const manager = directory.includes('/incus/') ? 'incus' : 'lxd';
    return {manager, name: instance, directory, ...(project !== undefined && {project})};
  }
  if (/^\d+$/.test(name) && !/lxc\.payload/.test(cgroup)) return {manager: 'proxmox', name};
  return {manager: 'lxc', name, ...(directory !== undefined && {directory})};
}

/** `[lxc monitor] DIRECTORY NAME`, or `lxc-start -P DIRECTORY -n NAME` in the foreground. */
function monitored(subject: GuideSubject): {directory?: string; name?: string} | undefined {
  const commandLine = monitorOf(subject)?.commandLine ?? '';
  const [, directory, name] = /^\[lxc monitor\] (\/.*) (\S+)$/.exec(commandLine) ?? [];
  if (directory !== undefined && name !== undefined) return {directory, name};
  const words = commandLine.split(/[ \0]/);
  if (!/(?:^|\/)lxc-(?:start|execute)$/.test(words[0] ?? '')) return undefined;
  const optionOf = (short: string, long: string) => {
    const at = words.findIndex((word) => word === short || word === long);
    const attached = words.find((word) => word.startsWith(`${long}=`));
    return at < 0 ? attached?.slice(long.length + 1) : words[at + 1];
  };
  const given = {directory: optionOf('-P', '--lxcpath'), name: optionOf('-n', '--name')};
  return {
    ...(given.directory?.startsWith('/') && {directory: given.directory}),
    ...(given.name && {name: given.name}),
  };
}
