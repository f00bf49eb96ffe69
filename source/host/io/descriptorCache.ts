import {closeSync, openSync} from 'node:fs';
import {errnoOf} from './reader.js';

export type OpenFile = {
  descriptor: number;
  /** It stays open for the next read. */
  kept: boolean;
  /** Reads that are using it. */
  users: number;
};

/**
 * Caches the descriptors of files that are read on every tick. Reading one again costs half as much
 * as reopening it, and the descriptor of an ended process gives ESRCH even if its pid is reused.
 */
export type DescriptorCache = {
  /** Throws the error of the kernel. */
  open(path: string, keep: boolean): OpenFile;
  /** The read is over: closes the file unless it is kept. */
  release(file: OpenFile): void;
  forget(path: string): void;
  /** Forgets all files, and keeps none from now on. */
  close(): void;
};

/** The kernel spends 4.3 KB on the descriptor of a /proc file. */
const mostCached = 500;

export function createDescriptorCache(most = mostCached): DescriptorCache {
  const files = new Map<string, OpenFile>();
  let limit = most;
  let closed = false;

  function closeUnused(file: OpenFile): void {
    // While a read uses the number, it must not be reused for another file.
    if (!file.kept && file.users === 0) closeSync(file.descriptor);
  }

  function forget(path: string): void {
    const file = files.get(path);
    if (!file) return;
    files.delete(path);
    file.kept = false;
    closeUnused(file);
  }

  /** Where descriptors are scarce, half of the cached ones are closed for others. */
  function openMakingRoom(path: string): number {
    for (;;) {
      try {
        return openSync(path, 'r');
      } catch (error) {
        if (!/^E[MN]FILE$/.test(errnoOf(error)) || files.size === 0) throw error;
        limit = Math.floor(files.size / 2);
        for (const each of [...files.keys()].slice(limit)) forget(each);
      }
    }
  }

  return {
    open(path, keep) {
      const known = keep ? files.get(path) : undefined;
      if (known) {
        known.users++;
        return known;
      }
      const descriptor = openMakingRoom(path);
      const file = {descriptor, kept: keep && !closed && files.size < limit, users: 1};
      if (file.kept) files.set(path, file);
      return file;
    },
    release(file) {
      file.users--;
      closeUnused(file);
    },
    forget,
    close() {
      closed = true;
      for (const path of [...files.keys()]) forget(path);
    },
  };
}
