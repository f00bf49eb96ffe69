import {isGone, readFailure} from '../../kernel/readFailure.js';
import {
  dropInDirectories,
  dropInsOfAll,
  fragmentNames,
  type OwnUnit,
  ownUnits,
  unitDirectories,
} from '../../kernel/systemd/systemdPaths.js';
import {
  aliasesOf,
  parseUnit,
  type UnitAssignment,
  withMemoryKsm,
} from '../../kernel/systemd/systemdUnit.js';
import {readAll} from '../io/foundFiles.js';
import {errnoOf, type Reader} from '../io/reader.js';

/** Limits for one unit: of more or larger files, nothing is known. */
const mostFiles = 100;
const mostBytes = 262_144;

/** The names in each directory of units. */
type Listed = ReadonlyArray<{directory: string; names: ReadonlySet<string>}>;

/** What is known of the process whose units are looked up. */
export type UnitUser = {cgroup?: string | undefined; home?: string | undefined};

class NotKnown extends Error {}

/**
 * The value of `MemoryKSM=` that applies to a process, by the files and drop-ins of its services in
 * its root directory; absent when it is not set, or not known.
 */
export async function readUnitMemoryKsm(
  reader: Reader,
  root: string,
  {cgroup = '', home}: UnitUser,
): Promise<boolean | undefined> {
  let answer: boolean | undefined;
  try {
    for (const unit of ownUnits(cgroup)) {
      const listed = await listAll(reader, root, unitDirectories(unit, home));
      answer = (await readUnit(reader, root, unit, listed)) ?? answer;
    }
    return answer;
  } catch (error) {
    if (error instanceof NotKnown) return undefined;
    throw error;
  }
}

async function readUnit(reader: Reader, root: string, {name}: OwnUnit, listed: Listed) {
  const [file] = fragmentNames(name).flatMap((each) => placesOf(each, listed));
  const text = file === undefined ? '' : await readFile(reader, root, file);
  const assignments = parseUnit(text);
  const names = [name, ...(await aliases(reader, root, assignments, text, listed))];
  let value = withMemoryKsm(undefined, assignments);
  const paths = await dropIns(reader, root, names, listed);
  for (const dropIn of await readFiles(reader, root, paths)) {
    value = withMemoryKsm(value, parseUnit(dropIn));
  }
  return value;
}

/** Drop-in files in the order in which they apply; of files with the same name only the first. */
async function dropIns(
  reader: Reader,
  root: string,
  names: readonly string[],
  listed: Listed,
): Promise<string[]> {
  const directories = [
    ...names.flatMap((name) => placesOfAny(dropInDirectories(name), listed)),
    ...placesOf(dropInsOfAll, listed),
  ];
  const files = new Map<string, string>();
  for (const {directory, names: inside} of await listAll(reader, root, directories)) {
    for (const name of inside) {
      if (!/^[^.].*\.conf$/.test(name) || files.has(name)) continue;
      if (files.size === mostFiles) throw new NotKnown();
      files.set(name, `${directory}/${name}`);
    }
  }
  return [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
}

/** The aliases of a unit that exist as links to its file. */
async function aliases(
  reader: Reader,
  root: string,
  assignments: readonly UnitAssignment[],
  text: string,
  listed: Listed,
): Promise<string[]> {
  const names = aliasesOf(assignments).slice(0, mostFiles);
  const files = names.map((name) => placesOf(name, listed)[0] ?? '');
  const texts = await readFiles(reader, root, files);
  return names.filter((_, index) => files[index] !== '' && texts[index] === text);
}

/** The paths of a name in all directories that have it; the first takes precedence. */
function placesOf(name: string, listed: Listed): string[] {
  return listed.filter(({names}) => names.has(name)).map(({directory}) => `${directory}/${name}`);
}

function placesOfAny(names: readonly string[], listed: Listed): string[] {
  return listed.flatMap((each) => names.flatMap((name) => placesOf(name, [each])));
}

function listAll(reader: Reader, root: string, directories: readonly string[]): Promise<Listed> {
  return Promise.all(
    directories.map(async (directory) => {
      const names = await reader.list(directory, root).catch((error): string[] => {
        if (isGone(errnoOf(error))) return [];
        throw new NotKnown();
      });
      return {directory, names: new Set(names)};
    }),
  );
}

async function readFile(reader: Reader, root: string, path: string): Promise<string> {
  const [text = ''] = await readFiles(reader, root, [path]);
  return text;
}

/** The texts of files; a file that is masked by a link to a device is empty. */
async function readFiles(
  reader: Reader,
  root: string,
  paths: readonly string[],
): Promise<string[]> {
  const found = await readAll(
    reader,
    paths.filter(Boolean).map((name) => ({
      name,
      root,
      inPieces: true,
      limit: mostBytes + 1,
      waitsFor: {name: `root of ${root}`, from: 'open' as const},
    })),
  );
  return paths.map((path) => {
    const {bytes, errno} = found.get(path) ?? {};
    if (bytes && bytes.length <= mostBytes) return bytes.toString();
    const failure = errno === undefined ? undefined : readFailure(errno);
    const isMasked = path === '' || failure === 'gone' || failure === 'faulty';
    if (!isMasked) throw new NotKnown();
    return '';
  });
}
