import {type AddressRange, joinRanges} from '../../kernel/process/addressRanges.js';
import {mostRegistered, type RegisterEntry} from './optInRegister.js';

type ProcessKey = Pick<RegisterEntry, 'pid' | 'startTicks'>;

type IsAlive = (process: RegisterEntry) => boolean;

/**
 * The register after a process was opted in. Of a container in which others are opted in, those that
 * ended are dropped; where all have ended, it restarted, and they stay so that the advice can say it.
 */
export function withOptIn(
  optIns: readonly RegisterEntry[],
  added: RegisterEntry,
  isAlive: IsAlive,
): readonly RegisterEntry[] {
  return [...without(optIns, added, isAlive), added].slice(-mostRegistered);
}

/**
 * The register after a process was opted out. In its place come its heirs, which inherited what it
 * offered and still do: if nobody opts them out now, a later session can.
 */
export function withOptOut(
  optIns: readonly RegisterEntry[],
  removed: RegisterEntry,
  isAlive: IsAlive,
  heirs: readonly ProcessKey[] = [],
): readonly RegisterEntry[] {
  const others = without(optIns, removed, isAlive);
  const entry = optIns.find((each) => isSame(each, removed));
  if (!entry) return others;
  const added = heirs.filter((heir) => !others.some((other) => isSame(other, heir)));
  return [...others, ...added.map((heir) => ({...entry, ...heir}))].slice(-mostRegistered);
}

function without(
  optIns: readonly RegisterEntry[],
  changed: RegisterEntry,
  isAlive: IsAlive,
): readonly RegisterEntry[] {
  const others = optIns.filter((each) => !isSame(each, changed));
  return withoutEnded(others, [changed.containerId], isAlive);
}

/** Without the processes of these containers that have ended. */
export function withoutEnded(
  optIns: readonly RegisterEntry[],
  containerIds: readonly string[],
  isAlive: IsAlive,
): readonly RegisterEntry[] {
  return optIns.filter((each) => !containerIds.includes(each.containerId) || isAlive(each));
}

/** What ksmtop had a process offer by madvise, or one that it was forked from. */
export function offeredBy(
  optIns: readonly RegisterEntry[],
  process: {pid: number; startTicks: number; imageKey: number},
): AddressRange[] {
  const isOfIt = (entry: RegisterEntry) =>
    entry.offered?.imageKey === process.imageKey || isSame(entry, process);
  return joinRanges(
    optIns.flatMap((entry) => (isOfIt(entry) ? (entry.offered?.ranges ?? []) : [])),
  );
}

function isSame(one: ProcessKey, other: ProcessKey): boolean {
  return one.pid === other.pid && one.startTicks === other.startTicks;
}
