import type {NameSource} from './nameSource.js';

/** Proxmox numbers its containers, and keeps their hostnames. */
export const proxmoxContainer: NameSource = async ({key, files}) => {
  if (!/^\d+$/.test(key)) return undefined;
  const hostname = parseProxmoxSetting(await files.read(`/etc/pve/lxc/${key}.conf`), 'hostname');
  return hostname && `${key} ${hostname}`;
};

/** The same for its virtual machines. */
export const proxmoxMachine: NameSource = async ({key, files}) => {
  if (!/^\d+$/.test(key)) return undefined;
  const name = parseProxmoxSetting(await files.read(`/etc/pve/qemu-server/${key}.conf`), 'name');
  return name && `${key} ${name}`;
};

/** `key: value` lines of today's settings; sections below are those of snapshots. */
export function parseProxmoxSetting(text: string | undefined, key: string): string | undefined {
  const current = text?.split(/^\[/m)[0] ?? '';
  return new RegExp(`^${key}:[ \\t]*(\\S+)[ \\t\\r]*$`, 'm').exec(current)?.[1];
}
