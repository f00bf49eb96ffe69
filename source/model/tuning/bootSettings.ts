import type {BootFileChange} from './bootText.js';

/** What a changed boot file does differently. */
export type BootDifference = {
  /** Parameters set to another value, or no longer set. */
  changed: ReadonlyArray<{name: string; from: string; to?: string}>;
  /** Other lines that are new, as they are. */
  added: readonly string[];
  /** Parameters set as before. */
  unchangedCount: number;
};

/** Compares the file before and after by the parameters that it sets. */
export function bootDifference({before = '', after = ''}: BootFileChange): BootDifference {
  const [old, now] = [settingsOf(before), settingsOf(after)];
  const known = new Set(before.split('\n'));
  const changed = [...old].flatMap(([name, from]) => {
    const to = now.get(name);
    if (to === from) return [];
    return [{name, from, ...(to !== undefined && {to})}];
  });
  const isChanged = new Set(changed.map(({name}) => name));
  return {
    changed,
    added: after.split('\n').filter((line) => {
      const name = settingIn(line)?.[0];
      return line !== '' && !known.has(line) && !(name && isChanged.has(name));
    }),
    unchangedCount: [...now].filter(([name, value]) => old.get(name) === value).length,
  };
}

function settingsOf(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\n').flatMap((line) => {
      const setting = settingIn(line);
      return setting ? [setting] : [];
    }),
  );
}

/** A line of tmpfiles.d, or of a shell script, that writes a parameter. */
function settingIn(line: string): [name: string, value: string] | undefined {
  const match =
    /^w \/sys\/kernel\/mm\/ksm\/(?<name>\w+) - - - - (?<value>\S+)$/.exec(line) ??
    /^echo (?<value>\S+) > \/sys\/kernel\/mm\/ksm\/(?<name>\w+)\b/.exec(line);
  const {name, value} = match?.groups ?? {};
  return name === undefined || value === undefined ? undefined : [name, value];
}
