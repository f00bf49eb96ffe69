import {libraryDirectories, libraryNames} from './libraryDirectories.js';

/** What a dynamic loader knows about the program that it loads a library for. */
export type LoaderView = {
  /** Directory of the program. */
  origin?: string;
  /** Processor as `uname -m` spells it. */
  machine?: string;
  workingDirectory?: string;
  /** LD_LIBRARY_PATH. */
  libraryPath?: string;
  /** Paths of this library in `/etc/ld.so.cache`. */
  cached?: readonly string[];
};

export type LoaderPaths = {
  paths: readonly string[];
  /** Whether the loader looks nowhere else. */
  complete: boolean;
};

/** Values of `$PLATFORM` in glibc that differ from the kernel's name of the processor. */
const otherPlatforms = ['x86_64', 'haswell', 'xeon_phi', 'i686', 'i586', 'v7l', 'v8l'];
const token = /\$(?:\{(LIB|PLATFORM|ORIGIN)\}|(LIB|PLATFORM|ORIGIN)(?![A-Za-z0-9_]))/g;
/** LD_LIBRARY_PATH may name any number of directories. */
const mostPaths = 400;

/** Paths where glibc looks for an entry of a preload list; ld.so(8). */
export function loaderPaths(entry: string, view: LoaderView): LoaderPaths {
  if (entry.includes('/')) return expand(entry, view);
  const searched = (view.libraryPath?.split(/[:;]/) ?? [])
    .slice(0, mostPaths)
    .map((directory) => expand(`${directory || '.'}/${entry}`, view));
  const paths = searched.flatMap((each) => each.paths).slice(0, mostPaths);
  return {
    paths: [
      ...paths,
      ...(view.cached ?? []),
      ...libraryDirectories.map((directory) => `${directory}/${entry}`),
    ],
    complete: paths.length < mostPaths && searched.every(({complete}) => complete),
  };
}

/** A relative path starts at the working directory at program start, which may have changed since. */
function expand(path: string, {origin, machine, workingDirectory}: LoaderView): LoaderPaths {
  const used = new Set([...path.matchAll(token)].map(([, curly, plain]) => curly ?? plain));
  if (used.has('ORIGIN') && origin === undefined) return {paths: [], complete: false};
  const platforms = used.has('PLATFORM') ? [machine ?? [], otherPlatforms].flat() : [''];
  const libraries = used.has('LIB') ? libraryNames : [''];
  const expanded = platforms.flatMap((platform) =>
    libraries.map((library) => {
      const values: Record<string, string> = {
        LIB: library,
        PLATFORM: platform,
        ORIGIN: origin ?? '',
      };
      return path.replaceAll(token, (_, curly, plain) => values[curly ?? plain] ?? '');
    }),
  );
  const isAbsolute = expanded.every((each) => each.startsWith('/'));
  const base = isAbsolute ? '' : workingDirectory && `${workingDirectory}/`;
  return {
    paths: base === undefined ? [] : expanded.map((each) => base + each),
    complete: isAbsolute && !used.has('PLATFORM'),
  };
}
