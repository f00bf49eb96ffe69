import {showUntrusted} from './untrusted.js';

/** Words that every shell takes as they are. */
const plain = /^[\w@:,./+-]+$/;

/** What stands in settings, and in LD_PRELOAD, without quotes: no blank, and no colon. */
export function plainWord(text: string): boolean {
  return text.length <= longest && /^[\w@,./+][\w@,./+-]*$/.test(text);
}

/** Longer ones are no names, and terminals cut lines when they are pasted. */
const longest = 1000;

/**
 * A text as one word of a line for a shell, by sh, bash, zsh, fish and csh alike; absent: no line
 * can carry it safely, or a command would take it for an option.
 *
 * What is pasted is what was shown: control characters would act on the terminal first. Outside of
 * quotes stand the marks that some shell minds even within single ones: `!` in csh, `\` in fish.
 */
export function shellWord(text: string): string | undefined {
  if (text === '' || text.length > longest || text.startsWith('-')) return undefined;
  if (showUntrusted(text) !== text) return undefined;
  return text.replaceAll(/['\\!]|[^'\\!]+/g, (part) => {
    if (plain.test(part)) return part;
    return /^['\\!]/.test(part) ? `\\${part}` : `'${part}'`;
  });
}

/**
 * A line for a shell, in which each value is one word or a part of one; absent: one of them cannot
 * be carried.
 */
export function shellLine(
  constants: TemplateStringsArray,
  ...values: ReadonlyArray<string | number>
): string | undefined {
  let line = constants[0] ?? '';
  for (const [index, value] of values.entries()) {
    const word = shellWord(String(value));
    if (word === undefined) return undefined;
    line += word + (constants[index + 1] ?? '');
  }
  return line;
}
