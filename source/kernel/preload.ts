/**
 * Names of libraries that offer a program's memory to KSM when preloaded.
 * `needle` is a part that every such file name has: a native search for it finds the few
 * candidates among thousands of lines, `pattern` then decides on the file name.
 */
export type PreloadRule = {needle: string; pattern: RegExp};

export const preloadRules: readonly PreloadRule[] = [
  {needle: 'libksm', pattern: /^libksm[_-]?(?:preload|force|optin)\w*\.so(?:\.\d+)*$/},
];

/** Whether the last part of `path` is the name of a KSM preload library. */
export function isPreloadLibrary(path: string, rules = preloadRules): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return rules.some((rule) => rule.pattern.test(name));
}
