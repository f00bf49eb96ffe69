import {libraryNames} from './libraryDirectories.js';

/**
 * File names of libraries that offer a program's memory to KSM when preloaded.
 * `needle` is a part of every such name, for a fast native search over thousands of lines;
 * `pattern` then decides on the file name.
 */
export type PreloadRule = {needle: string; pattern: RegExp};

export const preloadRules: readonly PreloadRule[] = [
  {needle: 'libksm', pattern: /^libksm[_-]?(?:preload|force|optin)\w*\.so(?:\.\d+)*$/},
];

/** Where ksm_preload is installed by its own build and by packages of EL, Arch and others. */
export const preloadLibraryPaths: readonly string[] = [
  '/usr/lib64/libksm_preload.so',
  '/usr/lib64/libksm_preload.so.0',
  '/usr/local/share/ksm_preload/libksm_preload.so',
  '/usr/share/ksm_preload/libksm_preload.so',
  '/usr/lib/libksm_preload.so',
  '/usr/lib/libksm_preload.so.0',
  '/usr/local/lib/libksm_preload.so',
  '/usr/local/lib64/libksm_preload.so',
  ...libraryNames
    .filter((name) => name !== 'lib64' && name !== 'lib')
    .map((name) => `/usr/${name}/libksm_preload.so`),
];

/** Whether the last part of `path` is the name of a KSM preload library. */
export function isPreloadLibrary(path: string, rules = preloadRules): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return rules.some((rule) => rule.pattern.test(name));
}
