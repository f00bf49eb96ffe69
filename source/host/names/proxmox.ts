import {lxcName} from './lxc.js';
import type {NameSource} from './nameSource.js';

/** Proxmox numbers its containers, and has their hostnames in its settings or in those of LXC. */
export const proxmoxContainer: NameSource = async (question) => {
  const {files} = question;
  const key = lxcName(question);
  if (!/^\d+$/.test(key)) return undefined;
  const hostname =
    parseProxmoxSetting(await files.read(`/etc/pve/lxc/${key}.conf`), 'hostname') ??
    parseLxcHostname(await files.read(`/var/lib/lxc/${key}/config`));
  return hostname && `${key} ${hostname}`;
};

/** The same for its virtual machines. */
export const proxmoxMachine: NameSource = async ({key, files}) => {
  if (!/^\d+$/.test(key)) return undefined;
  const name = parseProxmoxSetting(await files.read(`/etc/pve/qemu-server/${key}.conf`), 'name');
  return name && `${key} ${name}`;
};

/** A `key: value` line of the current settings; the sections below are snapshots. */
export function parseProxmoxSetting(text: string | undefined, key: string): string | undefined {
  const current = text?.split(/^\[/m)[0] ?? '';
  return new RegExp(`^${key}:[ \\t]*(\\S+)[ \\t\\r]*$`, 'm').exec(current)?.[1];
}

/** `lxc.uts.name = …` in the settings of a container. */
export function parseLxcHostname(text: string | undefined): string | undefined {
  return /^\s*lxc\.(?:uts\.name|utsname)\s*=\s*(\S+)\s*$/m.exec(text ?? '')?.[1];
}
