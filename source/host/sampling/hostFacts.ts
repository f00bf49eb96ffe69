import {parseMountPoints} from '../../kernel/mountinfo.js';
import {parseAuxv} from '../../kernel/process/auxv.js';
import {parsePrivileges} from '../../kernel/process/privileges.js';
import {isPassing, unreadSentence} from '../../kernel/readFailure.js';
import {parseCpuCount, parseNumberList, parsePasswd} from '../../kernel/system.js';
import {withoutUnknown} from '../../model/derive/unknown.js';
import type {HostFacts} from '../../model/sample/sample.js';
import type {MountPoints} from '../io/mounts.js';
import type {Reader} from '../io/reader.js';
import {readTexts} from '../io/readTexts.js';
import type {Lxcfs} from './lxcfs.js';
import {readRmapItemBytes} from './rmapItemBytes.js';

/** Far more than `/etc/passwd` of any host; the rest is not read. */
const mostPasswdBytes = 4_194_304;

/** Reads what does not change while a host runs. Rejects with a sentence when it cannot be read now. */
export async function readHostFacts(
  reader: Reader,
  mounts: MountPoints,
  lxcfs: Lxcfs,
): Promise<HostFacts> {
  const {procfs, sysfs} = mounts;
  const auxvPath = `${procfs}/self/auxv`;
  let auxv: ReturnType<typeof parseAuxv>;
  let auxvErrno = '';
  let firstErrno: string | undefined;
  const [texts, rmapItemBytes] = await Promise.all([
    readTexts(reader, {
      name: {path: `${procfs}/sys/kernel/hostname`},
      release: {path: `${procfs}/sys/kernel/osrelease`},
      stat: {path: `${procfs}/stat`, inPieces: true, waitsFor: lxcfs('stat')},
      online: {path: `${sysfs}/devices/system/cpu/online`},
      mountinfo: {path: `${procfs}/self/mountinfo`, inPieces: true},
      // The reader is this program, wherever the host's /proc is mounted.
      self: {path: '/proc/self/status'},
    }),
    readRmapItemBytes(reader, mounts),
    reader.read([
      {
        path: auxvPath,
        take(bytes) {
          auxv = parseAuxv(bytes);
        },
        fail(errno) {
          auxvErrno = errno;
        },
      },
      {
        path: `${procfs}/1/status`,
        take() {},
        fail(errno) {
          firstErrno = errno;
        },
      },
    ]),
  ]);
  // These facts are read once, so an error that passes must not decide them.
  if (isPassing(auxvErrno)) {
    throw new Error(unreadSentence(`${auxvPath} cannot be read`, auxvErrno));
  }
  const privileges = parsePrivileges(texts.self ?? '');
  const pageSizeBytes = auxv?.pageSizeBytes ?? (await pageSizeOfMappings(reader, procfs)) ?? 4096;
  const release = texts.release?.trim() ?? '';
  // Every pid namespace has a process 1, and only hidepid hides its status.
  const hidesFirst = firstErrno !== undefined && !isPassing(firstErrno);
  return {
    name: texts.name?.trim() ?? '',
    kernelRelease: release,
    pageSizeBytes,
    rmapItemBytes: rmapItemBytes({pageSizeBytes, release, programWordBytes: auxv?.wordBytes}),
    ticksPerSecond: auxv?.ticksPerSecond ?? 100,
    ...withoutUnknown({
      cpuCount:
        parseCpuCount(texts.stat ?? '') ??
        (parseNumberList(texts.online ?? '')?.length || undefined),
    }),
    ...(privileges && {reader: privileges}),
    ...(privileges?.ptrace === false && hidesFirst && {hidesProcesses: true}),
    ...(parseMountPoints(texts.mountinfo ?? '').includes(`${procfs}/meminfo`) && {
      memoryOfContainer: true,
    }),
  };
}

/** User names by id, of the host. */
export async function readUserNames(
  reader: Reader,
  hostRoot: string,
): Promise<Readonly<Record<number, string>>> {
  const {passwd} = await readTexts(reader, {
    passwd: {
      path: '/etc/passwd',
      root: hostRoot,
      inPieces: true,
      limit: mostPasswdBytes,
      waitsFor: {name: 'host root', from: 'open'},
    },
  });
  return parsePasswd(wholeLines(passwd ?? ''));
}

/** Drops the line that was cut off: half a number is another user's. */
function wholeLines(text: string): string {
  return Buffer.byteLength(text) < mostPasswdBytes
    ? text
    : text.slice(0, text.lastIndexOf('\n') + 1);
}

/** Where a sandbox hides `auxv`, `smaps` still has the page size of the program's own mappings. */
async function pageSizeOfMappings(reader: Reader, procfs: string): Promise<number | undefined> {
  const {smaps} = await readTexts(reader, {smaps: {path: `${procfs}/self/smaps`}});
  const kilobytes = /^KernelPageSize:\s+(\d+) kB$/m.exec(smaps ?? '')?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
