import {parseAuxv} from '../kernel/auxv.js';
import {parseElf} from '../kernel/elf.js';
import {environValue, parseEnviron, parseLdSoPreload} from '../kernel/environ.js';
import {findPreloadLibrary} from '../kernel/maps.js';
import {isPreloadLibrary, libraryDirectories} from '../kernel/preload.js';
import {parseSmaps} from '../kernel/smaps.js';
import {parseStat} from '../kernel/stat.js';
import type {Inspection, LibraryFacts} from '../model/inspection.js';
import type {ProcessName} from '../model/sample.js';
import {withoutUnknown} from '../model/savings.js';
import {isStuck, type Reader} from './reader.js';
import {readUnitMemoryKsm} from './systemdUnits.js';
import {memoryLock} from './trackedProcess.js';

export const namespaceNames = ['pid', 'mnt', 'user', 'net', 'uts', 'ipc', 'cgroup'] as const;

/** Enough of a program or library to tell what it is made for. */
const headBytes = 4096;

type Found = {bytes?: Buffer; errno?: string};

/**
 * Reads everything there is to know of one process, its page tables included: tens of
 * milliseconds for a large one, so only on request. Absent when the process has ended; of one
 * that hangs, the files that do not answer are left out.
 */
export async function inspectProcess(
  reader: Reader,
  procfs: string,
  {pid, startTicks}: ProcessName,
): Promise<Inspection | undefined> {
  const directory = `${procfs}/${pid}`;
  const files = await readProcessFiles(reader, directory, pid);
  if (!isSame(files, startTicks)) return undefined;
  const text = (name: string) => files.get(name)?.bytes?.toString();
  const environ = files.get('environ')?.bytes;
  const regionText = text('smaps');
  const preloadFile = files.get('ld.so.preload');
  const library = await findLibrary(reader, directory, files);
  const cgroup = text('cgroup')?.trim();
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
      executable: text('exe link'),
      program: parsedElf(files.get('exe')),
      secure: parsedAuxv(files.get('auxv'))?.secure,
      cgroup,
      preloadVariable: environ && (environValue(environ, 'LD_PRELOAD') ?? false),
      mergeThresholdBytes: environ && parseEnviron(environ).mergeThresholdBytes,
      preloadFile: preloadEntries(preloadFile),
      library,
      regions: regionText === undefined ? undefined : parseSmaps(regionText),
      regionsError: regionsError(files.get('smaps')),
      unitMemoryKsm: await readUnitMemoryKsm(reader, `${directory}/root`, cgroup),
    }),
  };
  const after = await readAll(reader, [
    {name: 'stat', path: `${directory}/stat`, waitsFor: memoryLock(pid, 'read')},
  ]);
  return isSame(after, startTicks) ? inspection : undefined;
}

type Wanted = {name: string} & Partial<
  Omit<Parameters<Reader['read']>[0][number], 'take' | 'fail'>
>;

async function readAll(reader: Reader, wanted: readonly Wanted[]): Promise<Map<string, Found>> {
  const found = new Map<string, Found>();
  await reader.read(
    wanted.map(({name, path = name, ...request}) => ({
      ...request,
      path,
      take: (bytes: Buffer) => found.set(name, {bytes: Buffer.from(bytes)}),
      fail: (errno: string) => found.set(name, {errno}),
    })),
  );
  return found;
}

function readProcessFiles(reader: Reader, directory: string, pid: number) {
  const lock = (from: 'open' | 'read') => memoryLock(pid, from);
  const root = {
    root: `${directory}/root`,
    waitsFor: {name: `root of ${directory}`, from: 'open'},
  } as const;
  return readAll(reader, [
    {name: 'stat', path: `${directory}/stat`, waitsFor: lock('read')},
    {name: 'cgroup', path: `${directory}/cgroup`},
    {name: 'exe link', path: `${directory}/exe`, kind: 'link', waitsFor: lock('open')},
    ...namespaceNames.map(
      (name): Wanted => ({
        name: `ns/${name}`,
        path: `${directory}/ns/${name}`,
        kind: 'link',
        waitsFor: lock('open'),
      }),
    ),
    {
      name: 'environ',
      path: `${directory}/environ`,
      inPieces: true,
      limit: 1_048_576,
      waitsFor: lock('open'),
    },
    {name: 'maps', path: `${directory}/maps`, inPieces: true, waitsFor: lock('open')},
    {name: 'auxv', path: `${directory}/auxv`, waitsFor: lock('open')},
    {name: 'exe', path: `${directory}/exe`, limit: headBytes, waitsFor: lock('open')},
    {name: 'ld.so.preload', ...root, path: '/etc/ld.so.preload'},
    {
      name: 'smaps',
      path: `${directory}/smaps`,
      inPieces: true,
      patient: true,
      waitsFor: lock('open'),
    },
  ]);
}

/** The library that is mapped, or else the one that was asked for, as its own root has it. */
async function findLibrary(
  reader: Reader,
  directory: string,
  files: ReadonlyMap<string, Found>,
): Promise<LibraryFacts | undefined> {
  const maps = files.get('maps')?.bytes;
  const environ = files.get('environ')?.bytes;
  const mapped = maps && findPreloadLibrary(maps);
  const asked =
    (environ && parseEnviron(environ).requestedPreload) ||
    preloadEntries(files.get('ld.so.preload'))?.find((entry) => isPreloadLibrary(entry));
  const path = mapped?.path ?? asked;
  if (!path) return undefined;
  const candidates = path.includes('/')
    ? [path]
    : libraryDirectories.map((folder) => `${folder}/${path}`);
  const heads = await readAll(
    reader,
    candidates.map((candidate) => ({
      name: candidate,
      path: candidate,
      root: `${directory}/root`,
      limit: headBytes,
      waitsFor: {name: `root of ${directory}`, from: 'open'},
    })),
  );
  const answers = [...heads.values()];
  const head = answers.find(({bytes}) => bytes);
  const missing = answers.every(({errno}) => errno === 'ENOENT' || errno === 'ENOTDIR');
  return {
    path,
    mapped: mapped !== undefined,
    deleted: mapped?.deleted ?? false,
    ...withoutUnknown({
      present: head ? true : missing ? false : undefined,
      elf: parsedElf(head),
    }),
  };
}

/** A process that hangs does not end: its pid is no other's. */
function isSame(files: ReadonlyMap<string, Found>, startTicks: number | undefined): boolean {
  const {bytes, errno} = files.get('stat') ?? {};
  const stat = bytes && parseStat(bytes);
  return (
    isStuck(errno) || (stat !== undefined && stat.startTicks === (startTicks ?? stat.startTicks))
  );
}

function parsedElf(found: Found | undefined) {
  return found?.bytes && parseElf(found.bytes);
}

function parsedAuxv(found: Found | undefined) {
  return found?.bytes && parseAuxv(found.bytes);
}

function preloadEntries(found: Found | undefined): readonly string[] | undefined {
  if (found?.errno === 'ENOENT') return [];
  return found?.bytes && parseLdSoPreload(found.bytes.toString());
}

function regionsError(found: Found | undefined): Inspection['regionsError'] {
  if (isStuck(found?.errno)) return found?.errno === 'EAGAIN' ? 'not tried' : 'too slow';
  // Else the kernel has no such file, or the process is about to end.
  return found?.errno === 'EACCES' || found?.errno === 'EPERM' ? 'denied' : undefined;
}
