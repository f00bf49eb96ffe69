import {plainWord} from '../../text/shell.js';

/** Steps for a person to opt programs in to merging. */
export type Guide = {
  title: string;
  sections: readonly GuideSection[];
};

export type GuideSection = {
  heading: string;
  /** It does not work on this host; the only part says why. */
  unavailable?: true;
  parts: readonly GuidePart[];
};

/** A sentence or two; or lines to paste as they are. */
export type GuidePart = string | readonly string[];

const leftOut =
  'The lines for this step are left out: a name or path in them has characters that are not safe to paste into a shell.';

/** Lines to paste as they are; a sentence instead if one of them cannot be written safely. */
export function verbatim(...lines: ReadonlyArray<string | undefined>): GuidePart {
  const safe = lines.filter((line) => line !== undefined);
  return safe.length === lines.length ? safe : leftOut;
}

/**
 * A line of a settings file, or a shell line with a path that the loader splits at colons and
 * blanks: its values are not quoted. Absent: one of them would need quotes.
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
