import type {NameQuestion, NameSource} from './nameSource.js';

/** The name, if a cgroup left over from an earlier start made LXC number the new one. */
export const lxcMonitor: NameSource = async (question) => {
  const name = lxcName(question);
  return name === question.key ? undefined : name;
};

/** The name in the title of the LXC monitor: `[lxc monitor] DIRECTORY NAME`. */
export function lxcName({key, parent}: NameQuestion): string {
  const [, name = key] = /^\[lxc monitor\] .* (\S+)$/.exec(parent?.commandLine ?? '') ?? [];
  const isNumbered = key.startsWith(`${name}-`) && /^\d+$/.test(key.slice(name.length + 1));
  return isNumbered ? name : key;
}
