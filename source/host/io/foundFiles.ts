import type {Reader, ReadRequest} from './reader.js';

/** A file that was asked for: what it holds, or why that is not known. */
export type Found = {bytes?: Buffer; errno?: string};

/** A file to read, under the name that its answer is found by; its path when that is absent. */
export type Wanted = {name: string} & Partial<Omit<ReadRequest, 'take' | 'fail'>>;

/** Larger files are not read: a part of one would be taken for all of it. */
const mostBytes = 8_388_607;

/** Reads files: the start of those with a `limit`, all of others, which fail with `EFBIG` if large. */
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
