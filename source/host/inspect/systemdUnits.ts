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

/** More files than anybody writes for one unit, and larger ones: of such nothing is known. */
const mostFiles = 100;
const mostBytes = 262_144;

/** Names in each directory of units. */
type Listed = ReadonlyArray<{directory: string; names: ReadonlySet<string>}>;

/** What can be told of the process whose units are looked for. */
export type UnitUser = {cgroup?: string | undefined; home?: string | undefined};

class NotKnown extends Error {}

/**
 * What the services that a process lies in say of `MemoryKSM=`, by their files and drop-ins in its
 * root directory; absent when they say nothing of it, or that is not known. Never rejects.
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

/** Files of drop-ins in the order in which they count; of those of one name only the first. */
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

/** Names that link to the unit's file, as far as the unit itself asks for them. */
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

/** Paths of a name in the directories that hold it, the first before all others. */
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

/** The texts of files; that of one that is masked, by a link to a device, is empty. */
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
