/** Text in the language of manual pages (man(7)), as groff and mandoc both read it. */

/** Plain text, in which nothing means anything to roff, except at the start of a line. */
const inert = (text: string): string =>
  text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    // A number stays on one line.
    .replace(/(?<=\d) (?=\d{3})/g, '\\~')
    .replace(/`([^`]+)`/g, '\\fB$1\\fR')
    .replace(/[^\x20-\x7e]/gu, (letter) => `\\[u${hexadecimal(letter)}]`);

/** A line that begins with one of these would be a request. */
const asLine = (text: string): string => text.replace(/^(?=[.'])/, '\\&');

/** Text to be filled, in lines that are short enough for every reader of the source. */
const filled = (text: string): string =>
  (inert(text).match(/\S.{0,77}(?= |$)/g) ?? []).map(asLine).join('\n');

const hexadecimal = (letter: string): string =>
  (letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');

export const bold = (text: string): string => `\\fB${inert(text)}\\fR`;
export const italic = (text: string): string => `\\fI${inert(text)}\\fR`;

/** An entry of a list: its term, in roff, and its meaning, in plain text. */
export type Entry = readonly [term: string, meaning: string];

export const paragraph = (text: string): string => `.PP\n${filled(text)}`;

export const entries = (list: readonly Entry[]): string =>
  list.map(([term, meaning]) => `.TP\n${term}\n${filled(meaning)}`).join('\n');

/** Lines that stay as they are. */
export const example = (lines: readonly string[]): string =>
  ['.PP', '.RS 4', '.nf', ...lines.map((line) => asLine(inert(line))), '.fi', '.RE'].join('\n');

/** A section. A paragraph directly below its heading needs no request of its own. */
export const section = (heading: string, ...parts: readonly string[]): string =>
  [`.SH ${heading}`, parts.join('\n').replace(/^\.PP\n(?!\.RS)/, '')].join('\n');
