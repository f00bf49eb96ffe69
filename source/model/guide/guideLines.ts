import {wrapWords} from '../../text/wrap.js';
import type {Guide, GuidePart} from './guideShape.js';

/** A line of a guide, and what it is, for colors. */
export type GuideLine = {
  kind: 'heading' | 'unavailable' | 'text' | 'verbatim' | 'blank';
  text: string;
};

/** The lines of a guide; lines to paste are broken only where a shell joins them again. */
export function guideLines({sections}: Guide, columns: number): GuideLine[] {
  const width = Math.max(20, Math.min(columns, widest) - 4);
  return sections.flatMap(({heading, unavailable, parts}, index): GuideLine[] => [
    ...(index === 0 ? [] : [blank]),
    {
      kind: unavailable ? 'unavailable' : 'heading',
      text: unavailable ? `Not here: ${heading}` : heading,
    },
    ...parts.flatMap((part) => partLines(part, width, columns)),
  ]);
}

/** Longer lines are hard to read. */
const widest = 100;
const blank: GuideLine = {kind: 'blank', text: ''};

function partLines(part: GuidePart, width: number, columns: number): GuideLine[] {
  return typeof part === 'string'
    ? wrapWords(part, width).map((text) => ({kind: 'text', text: `  ${text}`}))
    : part
        .flatMap((text) => commandsOf(text, columns - margin))
        .map((text) => ({kind: 'verbatim', text: `      ${text}`}));
}

/** Columns before a line to paste, on a screen. */
const margin = 7;

/** Within quotes, a backslash does not join lines. */
function commandsOf(line: string, width: number): readonly string[] {
  if (line.length <= width || /['"]/.test(line)) return [line];
  const commands = line.split(' && ');
  return commands.map((text, index) => (index < commands.length - 1 ? `${text} && \\` : text));
}
