/** Marks all of these hosts, or unmarks them when all are marked. */
export function toggleMarks(
  marked: ReadonlySet<string>,
  hosts: ReadonlyArray<{id: string}>,
): ReadonlySet<string> {
  const next = new Set(marked);
  const all = hosts.every(({id}) => next.has(id));
  for (const {id} of hosts) {
    if (all) next.delete(id);
    else next.add(id);
  }
  return next;
}
