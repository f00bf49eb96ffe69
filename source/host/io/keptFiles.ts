import {closeSync, openSync} from 'node:fs';
import {errnoOf} from './reader.js';

export type OpenFile = {
  descriptor: number;
  /** It stays open for the next time. */
  kept: boolean;
  /** Reads that are using it. */
  users: number;
};

/**
 * Descriptors of files that are read on every tick. Reading one again costs half of opening it
 * anew, and the descriptor of an ended process's file says ESRCH even when its pid lives again.
 */
export type KeptFiles = {
  /** Throws what the kernel says. */
  open(path: string, keep: boolean): OpenFile;
  /** The read is over: closes what is not kept. */
  release(file: OpenFile): void;
  forget(path: string): void;
  /** Forgets all of them, and keeps none from here on. */
  end(): void;
};

/** The kernel spends 4.3 KB on the descriptor of a /proc file: so many are enough. */
export const mostKeptFiles = 500;

export function createKeptFiles(most = mostKeptFiles): KeptFiles {
  const files = new Map<string, OpenFile>();
  let limit = most;
  let ended = false;

  function closeUnused(file: OpenFile): void {
    // A number that a read in another thread is about to use must not come to mean another file.
    if (!file.kept && file.users === 0) closeSync(file.descriptor);
  }

  function forget(path: string): void {
    const file = files.get(path);
    if (!file) return;
    files.delete(path);
    file.kept = false;
    closeUnused(file);
  }

  /** Where descriptors are scarce, half of them is left for what is opened beside. */
  function openAnyway(path: string): number {
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
      const descriptor = openAnyway(path);
      const file = {descriptor, kept: keep && !ended && files.size < limit, users: 1};
      if (file.kept) files.set(path, file);
      return file;
    },
    release(file) {
      file.users--;
      closeUnused(file);
    },
    forget,
    end() {
      ended = true;
      for (const path of [...files.keys()]) forget(path);
    },
  };
}
