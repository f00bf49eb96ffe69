import {isSingleWidth, widthOf} from '../../../text/width.js';

const sequences = /(\u001b\[[\d;:]*m)/;

/**
 * A line in which the cursor is moved behind each run of characters whose width terminals disagree
 * about (wide letters, emoji, flags), so that what follows keeps its column everywhere.
 */
export function keepColumns(line: string): string {
  let column = 0;
  return line
    .split(sequences)
    .map((part, index) => (index % 2 === 1 ? part : withMoves(part)))
    .join('');

  function withMoves(text: string): string {
    return runsOf(text)
      .map((run) => {
        column += widthOf(run);
        return isSingleWidth(run) ? run : `${run}\u001b[${column + 1}G`;
      })
      .join('');
  }
}

/** Characters of certain and of uncertain width, apart. */
function runsOf(text: string): readonly string[] {
  const runs: string[] = [];
  for (const character of text) {
    const last = runs.at(-1);
    const isSame = last !== undefined && isSingleWidth(last) === isSingleWidth(character);
    if (isSame) runs[runs.length - 1] = last + character;
    else runs.push(character);
  }
  return runs;
}
