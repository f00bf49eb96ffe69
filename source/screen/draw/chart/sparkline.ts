/**
 * Draws the newest `width` values, the newest on the right, scaled from 0 to the highest one shown.
 * An unknown value is a blank; 0 is the lowest mark.
 */
export function sparkline(
  values: ReadonlyArray<number | undefined>,
  width: number,
  marks: readonly string[],
): string {
  const shown = width > 0 ? values.slice(-width) : [];
  let highest = 0;
  // By index: an iterator allocates an object for each point.
  for (let index = 0; index < shown.length; index++) {
    highest = Math.max(highest, shown[index] ?? 0);
  }
  let line = ' '.repeat(Math.max(0, width - shown.length));
  for (let index = 0; index < shown.length; index++) {
    const value = shown[index];
    line += value === undefined ? ' ' : markOf(value, highest, marks);
  }
  return line;
}

/** How many samples before the newest the value in a column is; undefined: there is none. */
export function ageAt(
  column: number,
  values: readonly unknown[],
  width: number,
): number | undefined {
  const age = width - 1 - column;
  return age >= 0 && age < Math.min(width, values.length) ? age : undefined;
}

function markOf(value: number, highest: number, marks: readonly string[]): string {
  if (highest <= 0 || value <= 0) return marks[0] ?? ' ';
  // Only the highest value gets the highest mark, and only 0 the lowest where there is room.
  const step = Math.ceil((value / highest) * (marks.length - 1));
  return marks[step] ?? ' ';
}
