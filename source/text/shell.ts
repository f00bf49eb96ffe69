import {showUntrusted} from './untrusted.js';

/** Words that need no quotes in any shell. */
const plain = /^[\w@:,./+-]+$/;

/** Whether a text needs no quotes in settings and in LD_PRELOAD: no blank and no colon. */
export function plainWord(text: string): boolean {
  return text.length <= longest && /^[\w@,./+][\w@,./+-]*$/.test(text);
}

/** Longer texts are not names, and terminals cut long lines when they are pasted. */
const longest = 1000;

/**
 * Quotes a text as one word for sh, bash, zsh, fish and csh alike; absent: it cannot be quoted
 * safely, or a command would take it for an option.
 *
 * Control characters are refused, as a terminal acts on them when a line is pasted. `!` (csh) and
 * `\` (fish) are special even in single quotes, so they are escaped outside of them.
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
 * As one word of sh, bash and zsh, whatever is in it: for scripts. A line that a person pastes takes
 * `shellWord`.
 */
export function scriptWord(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** A shell command with quoted values; absent: one of them cannot be quoted safely. */
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
