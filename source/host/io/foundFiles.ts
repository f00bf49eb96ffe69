import type {Reader, ReadRequest} from './reader.js';

/** A file that was read: its content, or why that is not known. */
export type Found = {bytes?: Buffer; errno?: string};

/** A file to read. `name` is its key in the answer, and its path when `path` is absent. */
export type Wanted = {name: string} & Partial<Omit<ReadRequest, 'take' | 'fail'>>;

/** Larger files are refused: a part would pass for the whole. */
const mostBytes = 8_388_607;

/** Reads files: the start of those with a `limit`, else all, or `EFBIG` if they are large. */
export async function readAll(
  reader: Reader,
  wanted: readonly Wanted[],
): Promise<ReadonlyMap<string, Found>> {
  const found = new Map<string, Found>();
  await reader.read(
    wanted.map(({name, path = name, ...request}) => ({
      ...(request.inPieces && {limit: mostBytes + 1}),
      ...request,
      path,
      take: (bytes: Buffer) =>
        found.set(name, bytes.length > mostBytes ? {errno: 'EFBIG'} : {bytes: Buffer.from(bytes)}),
      fail: (errno: string) => found.set(name, {errno}),
    })),
  );
  return found;
}
