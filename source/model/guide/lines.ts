import {plainWord} from '../../text/shell.js';
import type {GuidePart} from './guideShape.js';

const leftOut =
  'The lines for this step are left out: a name or path in them has characters that are not safe in a line to be pasted.';

/** Lines to be copied; a sentence in their place where a name in one of them cannot be carried. */
export function copy(...lines: ReadonlyArray<string | undefined>): GuidePart {
  const carried = lines.filter((line) => line !== undefined);
  return carried.length === lines.length ? carried : leftOut;
}

/**
 * A line of a settings file, or one for a shell with a path that the loader splits at colons and
 * blanks: its values stand without quotes. Absent: one of them cannot.
 */
export function settingLine(
  constants: TemplateStringsArray,
  ...values: readonly string[]
): string | undefined {
  let line = constants[0] ?? '';
  for (const [index, value] of values.entries()) {
    if (!plainWord(value)) return undefined;
    line += value + (constants[index + 1] ?? '');
  }
  return line;
}
