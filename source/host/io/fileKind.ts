import type {Stats} from 'node:fs';
import {lstat} from 'node:fs/promises';

/** What is at a path; links are not followed. */
export type FileKind =
  | 'absent'
  | 'file'
  | 'directory'
  | 'symbolic link'
  | 'named pipe'
  | 'socket'
  | 'device';

export async function fileKind(path: string): Promise<FileKind> {
  const status = await statusOf(path);
  return status ? kindOf(status) : 'absent';
}

/** Absent: nothing is there. Rejects if the kernel refuses to say. */
export async function statusOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export function kindOf(status: Stats): Exclude<FileKind, 'absent'> {
  if (status.isFile()) return 'file';
  if (status.isDirectory()) return 'directory';
  if (status.isSymbolicLink()) return 'symbolic link';
  if (status.isFIFO()) return 'named pipe';
  return status.isSocket() ? 'socket' : 'device';
}
