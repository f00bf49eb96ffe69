/** What a tree needs to know about its rows. */
type TreeRow = {process: {pid: number; parentPid: number}};

/** Deepest level that is drawn; deeper rows are drawn at this one. */
const deepest = 20;

/**
 * Puts each row under its parent, siblings in the order given; rows without a parent in the list are
 * roots, and so is one row of a cycle, which a reused pid can cause.
 */
export function arrangeTree<Row extends TreeRow>(
  rows: readonly Row[],
): ReadonlyArray<{row: Row; depth: number; last: boolean}> {
  const pids = new Set(rows.map(({process}) => process.pid));
  const children = new Map<number, Row[]>();
  const roots: Row[] = [];
  for (const row of rows) {
    const {pid, parentPid} = row.process;
    if (!pids.has(parentPid) || parentPid === pid) roots.push(row);
    else if (!children.get(parentPid)?.push(row)) children.set(parentPid, [row]);
  }
  const arranged: Array<{row: Row; depth: number; last: boolean}> = [];
  const seen = new Set<Row>();
  const stack = entries(roots, 0);
  const rest = [...rows];
  while (seen.size < rows.length) {
    const entry = stack.pop() ?? nextUnseen(rest, seen);
    if (!entry) break;
    if (seen.has(entry.row)) continue;
    seen.add(entry.row);
    arranged.push(entry);
    const below = children.get(entry.row.process.pid) ?? [];
    for (const next of entries(below, Math.min(deepest, entry.depth + 1))) stack.push(next);
  }
  return arranged;
}

/** Reversed: the first row is popped first. */
function entries<Row>(rows: readonly Row[], depth: number) {
  return rows.map((row, index) => ({row, depth, last: index === rows.length - 1})).reverse();
}

function nextUnseen<Row>(rest: Row[], seen: ReadonlySet<Row>) {
  while (rest.length > 0) {
    const row = rest.shift();
    if (row !== undefined && !seen.has(row)) return {row, depth: 0, last: true};
  }
  return undefined;
}
