import {type AddressRange, joinRanges} from '../../kernel/process/memory/addressRanges.js';
import type {ProcessStat} from '../../kernel/process/stat.js';
import type {OfferedMemory, RegisterEntry} from '../../model/optIn/optInRegister.js';
import {offeredBy, withOptIn, withOptOut, withoutEnded} from '../../model/optIn/registerChanges.js';
import type {SystemCalls} from '../systemCalls/systemCalls.js';
import type {ForgetTask} from './optInProtocol.js';
import {changeRegister, readRegister} from './registerFile.js';
import type {TargetFiles} from './targetFiles.js';

/** Whose opt-in is noted, and where; absent: only in this process. */
export type Noted = {
  pid: number;
  startTicks: number;
  containerId?: string | undefined;
  registerDirectory?: string | undefined;
};

/** What was opted in, as this process remembers it besides the register. */
export type Notes = {
  calls: SystemCalls;
  /** What ksmtop had programs offer by madvise, by their image keys. */
  offered: Map<number, readonly AddressRange[]>;
};

export function createNotes(calls: SystemCalls): Notes {
  return {calls, offered: new Map()};
}

/** What ksmtop had this program offer by madvise, also in a process that it was forked from. */
export function knownOffer(
  {offered}: Notes,
  files: TargetFiles,
  process: Pick<ProcessStat, 'imageKey' | 'startTicks'> & {pid: number},
  directory: string | undefined,
): readonly AddressRange[] {
  const registered = directory === undefined ? [] : readRegister(directory, files.bootId());
  return joinRanges([...(offered.get(process.imageKey) ?? []), ...offeredBy(registered, process)]);
}

/** Also what the register loses: forks may offer that memory. */
export function remember({offered}: Notes, {imageKey, ranges}: OfferedMemory): void {
  if (ranges.length > 0) offered.set(imageKey, ranges);
}

/** Returns why the register does not have it, a sentence. */
export function noteOptIn(
  notes: Notes,
  files: TargetFiles,
  noted: Noted,
  memory?: OfferedMemory,
): string | undefined {
  if (memory) remember(notes, memory);
  return changeEntry(notes, files, noted, (optIns, entry) =>
    withOptIn(optIns, {...entry, ...(memory && {offered: memory})}),
  );
}

/**
 * Returns why the register still has it, a sentence.
 * @param heirs Processes that have inherited what it offered, and still offer it.
 */
export function noteOptOut(
  notes: Notes,
  files: TargetFiles,
  noted: Noted,
  heirs: Parameters<typeof withOptOut>[2] = [],
): string | undefined {
  return changeEntry(notes, files, noted, (optIns, entry) => withOptOut(optIns, entry, heirs));
}

function changeEntry(
  {calls}: Notes,
  files: TargetFiles,
  {pid, startTicks, containerId, registerDirectory}: Noted,
  change: (optIns: readonly RegisterEntry[], entry: RegisterEntry) => readonly RegisterEntry[],
): string | undefined {
  if (registerDirectory === undefined || containerId === undefined) return undefined;
  const entry = {pid, startTicks, containerId};
  return changeRegister(calls, registerDirectory, files.bootId(), (optIns) =>
    change(optIns, entry),
  );
}

/** Drops from the register what has ended in these containers, or is not opted in anymore. */
export function forgetEnded(
  {calls}: Notes,
  files: TargetFiles,
  {registerDirectory, containerIds}: ForgetTask,
): void {
  const isOptedIn = (entry: RegisterEntry) =>
    files.lives(entry) && (entry.offered !== undefined || files.ksm(entry.pid)?.mergeAny !== false);
  changeRegister(calls, registerDirectory, files.bootId(), (optIns) =>
    withoutEnded(optIns, containerIds, isOptedIn),
  );
}
