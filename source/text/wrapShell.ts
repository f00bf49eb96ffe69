import {widthOf} from './width.js';
import {wrapWords} from './wrap.js';

const commentSign = '# ';
const joiner = ' \\';

/** A comment in lines of at most `width` columns that are all comments: pasted, none is run. */
export function wrapComment(line: string, width: number): string[] {
  const words = line.slice(commentSign.length);
  return wrapWords(words, width - commentSign.length).map((part) => commentSign + part);
}

/**
 * A line to paste in lines of at most `width` columns that a shell joins again; a comment at its end
 * goes below. A longer word stays whole.
 */
export function wrapShell(line: string, width: number): string[] {
  if (line.startsWith(commentSign)) return wrapComment(line, width);
  if (widthOf(line) <= width) return [line];
  const words = wordsOf(line);
  const commentAt = words.indexOf('#');
  const command = commentAt === -1 ? words : words.slice(0, commentAt);
  const comment = commentAt === -1 ? [] : wrapComment(words.slice(commentAt).join(' '), width);
  return [...joinWords(command, width), ...comment];
}

/** Words as a shell splits them; blanks in quotes, also in one that is not closed, split nothing. */
function wordsOf(line: string): string[] {
  return line.match(/(?:[^\s'"\\]|\\.|'[^']*(?:'|$)|"(?:[^"\\]|\\.)*(?:"|$)|\\$)+/g) ?? [];
}

function joinWords(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const [index, word] of words.entries()) {
    const longer = line === '' ? word : `${line} ${word}`;
    const room = index === words.length - 1 ? width : width - joiner.length;
    if (line === '' || widthOf(longer) <= room) line = longer;
    else {
      lines.push(line + joiner);
      line = word;
    }
  }
  return line === '' ? lines : [...lines, line];
}
