import {type AddressRange, joinRanges} from '../../kernel/process/memory/addressRanges.js';
import {mostRegistered, type RegisterEntry} from './optInRegister.js';

type ProcessKey = Pick<RegisterEntry, 'pid' | 'startTicks'>;

/** The register after a process was opted in. */
export function withOptIn(
  optIns: readonly RegisterEntry[],
  added: RegisterEntry,
): readonly RegisterEntry[] {
  return [...without(optIns, added), added].slice(-mostRegistered);
}

/**
 * The register after a process was opted out. Its heirs take its place, since they still offer what
 * they inherited: a later session can then opt them out.
 */
export function withOptOut(
  optIns: readonly RegisterEntry[],
  removed: RegisterEntry,
  heirs: readonly ProcessKey[] = [],
): readonly RegisterEntry[] {
  const others = without(optIns, removed);
  const entry = optIns.find((each) => isSame(each, removed));
  if (!entry) return others;
  const added = heirs.filter((heir) => !others.some((other) => isSame(other, heir)));
  return [...others, ...added.map((heir) => ({...entry, ...heir}))].slice(-mostRegistered);
}

function without(
  optIns: readonly RegisterEntry[],
  changed: RegisterEntry,
): readonly RegisterEntry[] {
  return optIns.filter((each) => !isSame(each, changed));
}

/**
 * Without the processes of these containers that have ended, or are not opted in anymore, once others
 * were opted in or out there.
 * Where all have ended and nothing was changed since, the container restarted, and they stay so that
 * the advice can say it.
 */
export function withoutEnded(
  optIns: readonly RegisterEntry[],
  containerIds: readonly string[],
  isOptedIn: (process: RegisterEntry) => boolean,
): readonly RegisterEntry[] {
  return optIns.filter((each) => !containerIds.includes(each.containerId) || isOptedIn(each));
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
