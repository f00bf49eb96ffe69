/** The pids among the names in `/proc`. The kernel lists them sorted; other sources may not. */
export function sortedPids(names: readonly string[]): number[] {
  const pids: number[] = [];
  let last = 0;
  let sorted = true;
  // By index, here and below: an iterator would allocate an object for each of thousands.
  for (let index = 0; index < names.length; index++) {
    const pid = pidOf(names[index] as string);
    if (pid === undefined) continue;
    sorted &&= pid > last;
    last = pid;
    pids.push(pid);
  }
  return sorted ? pids : pids.sort((a, b) => a - b);
}

/** The pid of a directory in `/proc`; absent: the name is none. */
function pidOf(name: string): number | undefined {
  const first = name.charCodeAt(0);
  const pid = first >= 49 && first <= 57 ? Number(name) : Number.NaN;
  return Number.isSafeInteger(pid) ? pid : undefined;
}

/** What is in one of two sorted lists of pids alone. */
export function comparePids(
  before: readonly number[],
  now: readonly number[],
): {added: number[]; gone: number[]} {
  const added: number[] = [];
  const gone: number[] = [];
  let index = 0;
  for (let at = 0; at < now.length; at++) {
    const pid = now[at] as number;
    for (; index < before.length && (before[index] as number) < pid; index++) {
      gone.push(before[index] as number);
    }
    if (before[index] === pid) index++;
    else added.push(pid);
  }
  for (; index < before.length; index++) gone.push(before[index] as number);
  return {added, gone};
}
