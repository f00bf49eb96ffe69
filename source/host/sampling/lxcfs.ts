import {parseMountPoints} from '../../kernel/mountinfo.js';
import type {Lock, Reader} from '../io/reader.js';
import {readTexts} from '../io/readTexts.js';

/**
 * In a container, some files of /proc may be served by LXCFS, a program that may not answer. Each
 * has its own lock, so that one that hangs does not block the others. Absent: the file is the
 * kernel's own, and never waits.
 */
export type Lxcfs = (file: string) => Lock | undefined;

/** Finds the files of `procfs` that something is mounted over; all, where that is not known. */
export async function findLxcfs(reader: Reader, procfs: string): Promise<Lxcfs> {
  const {mountinfo} = await readTexts(reader, {
    mountinfo: {path: `${procfs}/self/mountinfo`, inPieces: true},
  });
  const mounted = mountinfo === undefined ? undefined : new Set(parseMountPoints(mountinfo));
  return (file) =>
    mounted?.has(`${procfs}/${file}`) === false ? undefined : {name: `lxcfs ${file}`, from: 'open'};
}
