/** The visible lines as `1-20 of 64`; absent: all of them fit. */
export function scrollPosition(start: number, page: number, lines: number): string | undefined {
  return lines > page ? `${start + 1}-${Math.min(start + page, lines)} of ${lines}` : undefined;
}

/** The offset to which a key scrolls, not limited to the page; undefined: not a scroll key. */
export function scrollTarget(
  key: string,
  offset: number,
  page: number,
  highest: number,
): number | undefined {
  const targets: Readonly<Record<string, number>> = {
    up: offset - 1,
    k: offset - 1,
    down: offset + 1,
    j: offset + 1,
    pageup: offset - page,
    'ctrl-b': offset - page,
    pagedown: offset + page,
    'ctrl-f': offset + page,
    space: offset + page,
    home: 0,
    g: 0,
    end: highest,
    G: highest,
  };
  return targets[key];
}
