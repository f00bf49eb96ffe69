import {environValue, requestedPreload} from '../../kernel/process/environ.js';
import {type ElfFacts, parseElf} from '../../kernel/process/loader/elf.js';
import {cachedPaths} from '../../kernel/process/loader/loaderCache.js';
import {loaderPaths} from '../../kernel/process/loader/loaderPaths.js';
import {findRequest} from '../../kernel/process/loader/preloadEntry.js';
import {findPreloadLibrary} from '../../kernel/process/memory/maps.js';
import {isGone} from '../../kernel/readFailure.js';
import {withoutUnknown} from '../../model/derive/unknown.js';
import type {LibraryFacts} from '../../model/sample/inspection.js';
import {type Found, readAll} from '../io/foundFiles.js';
import type {Lock, Reader} from '../io/reader.js';

/** Enough of a program or library to find its architecture. */
export const headBytes = 4096;

/** What is known of the process that maps or requests a library. */
export type LibraryUser = {
  /** Its directory in `/proc`. */
  directory: string;
  /** The lock of its root directory. */
  waitsFor: Lock;
  maps?: Buffer | undefined;
  environ?: Buffer | undefined;
  preloadFile?: readonly string[] | undefined;
  /** Paths in the process's own root directory. */
  executable?: string | undefined;
  workingDirectory?: string | undefined;
  program?: ElfFacts | undefined;
};

/** The library that is mapped, or else the one that is requested, as found in its own root. */
export async function findLibrary(
  reader: Reader,
  user: LibraryUser,
): Promise<LibraryFacts | undefined> {
  const {maps, environ, preloadFile, program} = user;
  const mapped = maps && findPreloadLibrary(maps);
  const path =
    mapped?.path ??
    ((environ && requestedPreload(environ)) || (preloadFile && findRequest(preloadFile)));
  if (!path) return undefined;
  const {paths, complete} = mapped
    ? {paths: [mapped.path], complete: true}
    : await pathsOf(reader, path, user);
  const root = {root: `${user.directory}/root`, waitsFor: user.waitsFor, limit: headBytes};
  const heads = await readAll(
    reader,
    [...new Set(paths)].map((name) => ({name, ...root})),
  );
  const head = bestOf(heads, program);
  const isMissing = complete && [...heads.values()].every(({errno}) => isGone(errno));
  return {
    path,
    mapped: mapped !== undefined,
    deleted: mapped?.deleted ?? false,
    ...withoutUnknown({
      present: head ? true : isMissing ? false : undefined,
      elf: head?.bytes && parseElf(head.bytes),
    }),
  };
}

async function pathsOf(
  reader: Reader,
  entry: string,
  {directory, waitsFor, environ, executable, workingDirectory, program}: LibraryUser,
) {
  const cache = entry.includes('/')
    ? undefined
    : (
        await readAll(reader, [
          {name: '/etc/ld.so.cache', root: `${directory}/root`, waitsFor, inPieces: true},
        ])
      ).get('/etc/ld.so.cache')?.bytes;
  return loaderPaths(
    entry,
    withoutUnknown({
      origin: executable?.replace(/ \(deleted\)$/, '').replace(/\/[^/]*$/, ''),
      machine: program?.machine,
      workingDirectory: workingDirectory?.startsWith('/') ? workingDirectory : undefined,
      libraryPath: environ && environValue(environ, 'LD_LIBRARY_PATH'),
      cached: cache && cachedPaths(cache, entry),
    }),
  );
}

/** The first that fits the program, as the loader chooses; else the first that exists. */
function bestOf(
  heads: ReadonlyMap<string, Found>,
  program: ElfFacts | undefined,
): Found | undefined {
  const there = [...heads.values()].filter(({bytes}) => bytes);
  const fits = ({bytes}: Found) => {
    const elf = bytes && parseElf(bytes);
    return program && elf?.machine === program.machine && elf.bits === program.bits;
  };
  return there.find(fits) ?? there[0];
}
