import {lstatSync, mkdirSync, type Stats} from 'node:fs';
import module from 'node:module';
import {isAbsolute, join, normalize, sep} from 'node:path';

/**
 * Lets Node keep the compiled code of this program between starts, below the user's cache
 * directory. Without such a directory, or on a runtime that has no such cache, it starts later.
 */
export function cacheCompiledCode(): void {
  // Node 20 has none; the executable holds bytecode.
  if (process.versions.bun !== undefined || !('enableCompileCache' in module)) return;
  const directory = privateCacheDirectory();
  if (directory !== undefined) module.enableCompileCache(directory);
}

/** What the choice of the directory depends on. */
export type User = {env: NodeJS.ProcessEnv; id: number | undefined};

/**
 * A directory of the user's own, made where it is missing; undefined where another user could put
 * code into it: cached code is run as it is, perhaps by root.
 *
 * The default of Node is below /tmp, where any user may have made it first. `HOME` may also be
 * another user's, after `su` and with some `sudo`.
 */
export function privateCacheDirectory(
  {env, id}: User = {env: process.env, id: process.geteuid?.()},
): string | undefined {
  const base = env['XDG_CACHE_HOME'] || (env['HOME'] && join(env['HOME'], '.cache'));
  if (!base || !isAbsolute(base) || id === undefined) return undefined;
  const directory = join(normalize(base), 'ksmtop');
  try {
    const parents = directory.split(sep).slice(0, -1);
    for (const [index] of parents.entries()) {
      const parent = parents.slice(0, index + 1).join(sep) || sep;
      if (!isClosedToOthers(directoryAt(parent), id)) return undefined;
    }
    const own = directoryAt(directory);
    return own.uid === id && (own.mode & 0o777) === 0o700 && own.isDirectory()
      ? directory
      : undefined;
  } catch {
    // Not readable, not writable, or a full file system.
    return undefined;
  }
}

/** Makes it where it is missing. Does not follow links. */
function directoryAt(path: string): Stats {
  try {
    return lstatSync(path);
  } catch {
    mkdirSync(path, {mode: 0o700});
    return lstatSync(path);
  }
}

/** Whether only root and the user can put something into it, or something else in its place. */
function isClosedToOthers(stats: Stats, userId: number): boolean {
  return (
    stats.isDirectory() && (stats.uid === 0 || stats.uid === userId) && (stats.mode & 0o022) === 0
  );
}
