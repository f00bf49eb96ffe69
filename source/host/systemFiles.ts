import {counters} from '../kernel/counters.js';
import {type KsmFiles, parseKsmFiles} from '../kernel/ksm.js';
import {type Meminfo, parseMeminfo} from '../kernel/meminfo.js';
import {parameters} from '../kernel/parameters.js';
import {parseUptimeSeconds} from '../kernel/uptime.js';
import {parseVmstat, type VmstatKsm} from '../kernel/vmstat.js';
import {lxcfs} from './hostFacts.js';
import type {Reader} from './reader.js';
import {readTexts} from './texts.js';

/** The figures of the host as a whole: read on every tick. */
export type SystemFiles = {
  ksm?: KsmFiles;
  memory: Meminfo;
  vmstat: VmstatKsm;
  uptimeSeconds?: number;
};

export const ksmDirectory = (sysfs: string): string => `${sysfs}/kernel/mm/ksm`;

const ksmNames = [...counters, ...parameters].map(({name}) => name);

export async function readSystemFiles(
  reader: Reader,
  procfs: string,
  sysfs: string,
): Promise<SystemFiles> {
  const directory = ksmDirectory(sysfs);
  // A kernel has but some of the files: listing them is cheaper than asking in vain.
  const present = new Set(await reader.list(directory).catch(() => []));
  const names = present.has('run') ? ksmNames.filter((name) => present.has(name)) : [];
  const [ksmTexts, texts] = await Promise.all([
    readTexts(
      reader,
      Object.fromEntries(names.map((name) => [name, {path: `${directory}/${name}`}])),
    ),
    readTexts(reader, {
      meminfo: {path: `${procfs}/meminfo`, inPieces: true, waitsFor: lxcfs('meminfo')},
      uptime: {path: `${procfs}/uptime`, waitsFor: lxcfs('uptime')},
      vmstat: {path: `${procfs}/vmstat`, inPieces: true},
    }),
  ]);
  const uptimeSeconds = parseUptimeSeconds(texts.uptime ?? '');
  return {
    ...(names.length > 0 && {ksm: parseKsmFiles(ksmTexts as Record<string, string>)}),
    memory: parseMeminfo(texts.meminfo ?? ''),
    vmstat: parseVmstat(texts.vmstat ?? ''),
    ...(uptimeSeconds !== undefined && {uptimeSeconds}),
  };
}
