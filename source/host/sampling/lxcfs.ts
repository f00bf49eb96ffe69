import {parseMountPoints} from '../../kernel/mountinfo.js';
import type {Lock, Reader} from '../io/reader.js';
import {readTexts} from '../io/readTexts.js';

/**
 * In a container, some files of /proc may stand for a program, LXCFS, that may not answer. Each has
 * a lock of its own: one that hangs must not take the others with it. Absent: it is the kernel's
 * own, and waits for nobody.
 */
export type Lxcfs = (file: string) => Lock | undefined;

/** Looks once what is mounted over files of `procfs`; whatever may be there has a lock. */
export async function findLxcfs(reader: Reader, procfs: string): Promise<Lxcfs> {
  const {mountinfo} = await readTexts(reader, {
    mountinfo: {path: `${procfs}/self/mountinfo`, inPieces: true},
  });
  const mounted = mountinfo === undefined ? undefined : new Set(parseMountPoints(mountinfo));
  return (file) =>
    mounted?.has(`${procfs}/${file}`) === false ? undefined : {name: `lxcfs ${file}`, from: 'open'};
}
