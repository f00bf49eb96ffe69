import {preloadLibraryPaths} from '../../kernel/process/loader/preloadLibrary.js';
import type {ProcessStat} from '../../kernel/process/stat.js';
import {isGone} from '../../kernel/readFailure.js';
import type {Reader} from '../io/reader.js';
import {statRequest} from '../processes/processReads.js';
import type {TrackedProcess} from '../processes/trackedProcess.js';
import {type ContainerFacts, createContainerFacts} from './containerFacts.js';

/** Installing a library is rare. */
const periodMs = 300_000;
/** Enough to show that the file can be read. */
const headBytes = 4;

/** Finds the path of the KSM preload library in each container's root; `false`: there is none. */
export function createContainerLibraries(
  reader: Reader,
  hostRoot: string,
): ContainerFacts<string | false> {
  return createContainerFacts(periodMs, ({identity: {kind, id}, process}) =>
    kind === 'host'
      ? findLibrary(reader, id, hostRoot)
      : findLibrary(reader, id, `${process.directory}/root`, process),
  );
}

async function findLibrary(
  reader: Reader,
  id: string,
  root: string,
  process?: TrackedProcess,
): Promise<string | false | undefined> {
  const present = new Set<string>();
  let isSure = true;
  await reader.read(
    preloadLibraryPaths.map((path) => ({
      root,
      path,
      limit: headBytes,
      // Where one file of a root hangs, the others are not tried.
      waitsFor: {name: `root of ${id}`, from: 'open'},
      take() {
        present.add(path);
      },
      fail(errno) {
        if (!isGone(errno)) isSure = false;
      },
    })),
  );
  const found = preloadLibraryPaths.find((path) => present.has(path));
  if (found !== undefined) return found;
  if (process && !(await isAlive(reader, process))) return undefined;
  return isSure ? false : undefined;
}

/** The root directory of a process that has just ended is empty: nothing follows from that. */
async function isAlive(reader: Reader, {directory, readLock}: TrackedProcess): Promise<boolean> {
  let alive = false;
  const take = (stat: ProcessStat | undefined) => {
    alive = stat !== undefined && stat.state !== 'Z';
  };
  await reader.read([statRequest(directory, take, readLock)]);
  return alive;
}
