import {parseAuxv} from '../../kernel/process/auxv.js';
import {environValue, parseEnviron, parseLdSoPreload} from '../../kernel/process/environ.js';
import {parseElf} from '../../kernel/process/loader/elf.js';
import {parseSmaps} from '../../kernel/process/memory/smaps.js';
import {parseStat} from '../../kernel/process/stat.js';
import {isPassing, readFailure} from '../../kernel/readFailure.js';
import {withoutUnknown} from '../../model/derive/unknown.js';
import type {Inspection} from '../../model/sample/inspection.js';
import type {ProcessName} from '../../model/sample/sample.js';
import {type Found, readAll, type Wanted} from '../io/foundFiles.js';
import type {Lock, Reader} from '../io/reader.js';
import {preloadFileRequest} from '../processes/preloadFile.js';
import {memoryLock} from '../processes/trackedProcess.js';
import {findLibrary, headBytes} from './inspectedLibrary.js';
import {readUnitMemoryKsm} from './systemdUnits.js';

export const namespaceNames = ['pid', 'mnt', 'user', 'net', 'uts', 'ipc', 'cgroup'] as const;

/** A container can make these arbitrarily long. */
const mostEntries = 64;
const longest = 4096;

/**
 * Reads one process in depth, its page tables included: that takes tens of milliseconds for a
 * large one, so only on request. Absent when the process has ended; files that hang are left out.
 */
export async function inspectProcess(
  reader: Reader,
  procfs: string,
  {pid, startTicks}: ProcessName,
): Promise<Inspection | undefined> {
  const directory = `${procfs}/${pid}`;
  const rootLock: Lock = {name: `root of ${directory}/root`, from: 'open'};
  const [files, preloadFile] = await Promise.all([
    readProcessFiles(reader, directory, pid),
    readPreloadFile(reader, `${directory}/root`, rootLock),
  ]);
  if (!isSame(files.get('stat'), startTicks)) return undefined;
  const text = (name: string) => files.get(name)?.bytes?.toString();
  const environ = files.get('environ')?.bytes;
  const regionText = text('smaps');
  const executable = insideRoot(text('exe link'), text('root'));
  const program = parsedElf(files.get('exe'));
  const cgroup = text('cgroup')?.trim();
  const [library, unitMemoryKsm] = await Promise.all([
    findLibrary(reader, {
      directory,
      waitsFor: rootLock,
      maps: files.get('maps')?.bytes,
      environ,
      preloadFile,
      executable,
      workingDirectory: insideRoot(text('cwd'), text('root')),
      program,
    }),
    readUnitMemoryKsm(reader, `${directory}/root`, {
      cgroup,
      home: environ && environValue(environ, 'HOME'),
    }),
  ]);
  const inspection: Inspection = {
    pid,
    startTicks,
    timeMs: Date.now(),
    namespaces: Object.fromEntries(
      namespaceNames.flatMap((name) => {
        const target = text(`ns/${name}`);
        return target ? [[name, target]] : [];
      }),
    ),
    ...withoutUnknown({
      executable,
      program,
      secure: parsedAuxv(files.get('auxv'))?.secure,
      cgroup,
      preloadVariable: environ && (environValue(environ, 'LD_PRELOAD')?.slice(0, longest) ?? false),
      mergeThresholdBytes: environ && parseEnviron(environ).mergeThresholdBytes,
      preloadFile: preloadFile?.slice(0, mostEntries),
      library,
      regions: regionText === undefined ? undefined : parseSmaps(regionText),
      regionsError: regionsError(files.get('smaps')?.errno),
      unitMemoryKsm,
    }),
  };
  const after = await readAll(reader, [
    {name: 'stat', path: `${directory}/stat`, waitsFor: memoryLock(pid, 'read')},
  ]);
  return isSame(after.get('stat'), startTicks) ? inspection : undefined;
}

function readProcessFiles(reader: Reader, directory: string, pid: number) {
  const opening = {waitsFor: memoryLock(pid, 'open')};
  const link = (name: string, file = name): Wanted => ({
    name,
    path: `${directory}/${file}`,
    kind: 'link',
    ...opening,
  });
  return readAll(reader, [
    {name: 'stat', path: `${directory}/stat`, waitsFor: memoryLock(pid, 'read')},
    {name: 'cgroup', path: `${directory}/cgroup`},
    link('exe link', 'exe'),
    link('cwd'),
    link('root'),
    ...namespaceNames.map((name) => link(`ns/${name}`)),
    {name: 'environ', path: `${directory}/environ`, inPieces: true, ...opening},
    {name: 'maps', path: `${directory}/maps`, inPieces: true, ...opening},
    {name: 'auxv', path: `${directory}/auxv`, ...opening},
    {name: 'exe', path: `${directory}/exe`, limit: headBytes, ...opening},
    {name: 'smaps', path: `${directory}/smaps`, inPieces: true, patient: true, ...opening},
  ]);
}

/** The entries of `/etc/ld.so.preload`; absent: not known. */
async function readPreloadFile(reader: Reader, root: string, lock: Lock) {
  let entries: readonly string[] | undefined;
  const request = preloadFileRequest(root, lock, {
    take(text) {
      entries = parseLdSoPreload(text);
    },
    fail(errno) {
      if (errno === 'ENOENT') entries = [];
    },
  });
  await reader.read([request]);
  return entries;
}

/** In a chroot, the kernel's paths begin above the root of the process. */
function insideRoot(path: string | undefined, root: string | undefined): string | undefined {
  if (!root || root === '/' || !path?.startsWith(`${root}/`)) return path;
  return path.slice(root.length);
}

/** A process that cannot be read now has not ended, so its pid is not reused. */
function isSame(found: Found | undefined, startTicks: number | undefined): boolean {
  const stat = found?.bytes && parseStat(found.bytes);
  return (
    isPassing(found?.errno) ||
    (stat !== undefined && stat.startTicks === (startTicks ?? stat.startTicks))
  );
}

function parsedElf(found: Found | undefined) {
  return found?.bytes && parseElf(found.bytes);
}

function parsedAuxv(found: Found | undefined) {
  return found?.bytes && parseAuxv(found.bytes);
}

/** Absent also where the kernel has no such file, or the process is ending. */
function regionsError(errno: string | undefined): Inspection['regionsError'] {
  if (errno === undefined) return undefined;
  if (errno === 'EAGAIN') return 'not tried';
  return regionsErrors[readFailure(errno)];
}

const regionsErrors: Readonly<
  Partial<Record<ReturnType<typeof readFailure>, Inspection['regionsError']>>
> = {
  denied: 'denied',
  hangs: 'too slow',
  'out of resources': 'no resources',
  'too large': 'too large',
};
