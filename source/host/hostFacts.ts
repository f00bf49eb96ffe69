import {parseAuxv} from '../kernel/auxv.js';
import {parseCpuCount} from '../kernel/cpuCount.js';
import {parsePasswd} from '../kernel/passwd.js';
import {parsePrivileges} from '../kernel/privileges.js';
import type {HostFacts} from '../model/sample.js';
import type {Lxcfs} from './lxcfs.js';
import type {Reader} from './reader.js';
import type {MountPoints} from './sampler.js';
import {readTexts} from './texts.js';

/** From the kernel's own account of KSM, `admin-guide/mm/ksm.rst`, by the size of a word. */
const rmapItemBytes = {8: 64, 4: 32} as const;

/** What does not change while a host runs. */
export async function readHostFacts(
  reader: Reader,
  procfs: string,
  lxcfs: Lxcfs,
): Promise<HostFacts> {
  let auxv: ReturnType<typeof parseAuxv>;
  const [texts] = await Promise.all([
    readTexts(reader, {
      name: {path: `${procfs}/sys/kernel/hostname`},
      release: {path: `${procfs}/sys/kernel/osrelease`},
      stat: {path: `${procfs}/stat`, inPieces: true, waitsFor: lxcfs('stat')},
      // Who reads is no matter of where the host's /proc is mounted.
      self: {path: '/proc/self/status'},
      first: {path: `${procfs}/1/status`},
    }),
    reader.read([
      {
        path: `${procfs}/self/auxv`,
        take(bytes) {
          auxv = parseAuxv(bytes);
        },
      },
    ]),
  ]);
  const privileges = parsePrivileges(texts.self ?? '');
  return {
    name: texts.name?.trim() ?? '',
    kernelRelease: texts.release?.trim() ?? '',
    cpuCount: parseCpuCount(texts.stat ?? '') ?? 1,
    pageSizeBytes: auxv?.pageSizeBytes ?? (await pageSizeOfMappings(reader, procfs)) ?? 4096,
    rmapItemBytes: rmapItemBytes[auxv?.wordBytes ?? 8],
    ticksPerSecond: auxv?.ticksPerSecond ?? 100,
    ...(privileges && {reader: privileges}),
    // Wherever there are processes, there is a first one, which everybody may see but for hidepid.
    ...(privileges?.ptrace === false && texts.first === undefined && {hidesProcesses: true}),
  };
}

/** What the line of a host has no use for. */
export async function readHostDetails(
  reader: Reader,
  {sysfs}: MountPoints,
  hostRoot: string,
): Promise<Pick<HostFacts, 'userNames' | 'nodeCount'>> {
  const [{passwd}, nodeCount] = await Promise.all([
    readTexts(reader, {
      passwd: {
        path: '/etc/passwd',
        root: hostRoot,
        waitsFor: {name: 'host root', from: 'open'},
      },
    }),
    countNodes(reader, sysfs),
  ]);
  return {userNames: parsePasswd(passwd ?? ''), ...(nodeCount > 0 && {nodeCount})};
}

/** NUMA nodes: directories `node0`, `node1`, …; a kernel without NUMA has no such place. */
async function countNodes(reader: Reader, sysfs: string): Promise<number> {
  const names = await reader.list(`${sysfs}/devices/system/node`).catch(() => []);
  return names.filter((name) => /^node\d+$/.test(name)).length;
}

/** `auxv` cannot be read in every sandbox; the page size of a program's own mappings can. */
async function pageSizeOfMappings(reader: Reader, procfs: string): Promise<number | undefined> {
  const {smaps} = await readTexts(reader, {smaps: {path: `${procfs}/self/smaps`}});
  const kilobytes = /^KernelPageSize:\s+(\d+) kB$/m.exec(smaps ?? '')?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
