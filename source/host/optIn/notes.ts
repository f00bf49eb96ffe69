import {type AddressRange, joinRanges} from '../../kernel/process/addressRanges.js';
import type {ProcessStat} from '../../kernel/process/stat.js';
import {
  type OfferedMemory,
  offeredBy,
  type RegisterEntry,
  withChange,
  withoutEnded,
} from '../../model/optIn/optInRegister.js';
import type {SystemCalls} from '../systemCalls/systemCalls.js';
import type {ForgetTask} from './optInProtocol.js';
import {changeRegister, readRegister} from './registerFile.js';
import type {TargetFiles} from './targetFiles.js';

/** Whose opt-in is noted, and where; absent: only in this process. */
type Noted = {
  pid: number;
  startTicks: number;
  containerId?: string | undefined;
  registerDirectory?: string | undefined;
};

export type Notes = ReturnType<typeof createNotes>;

/** Remembers what was opted in: in the register, and in this process where that is not possible. */
export function createNotes(calls: SystemCalls) {
  const offered = new Map<number, readonly AddressRange[]>();

  function change(
    files: TargetFiles,
    {pid, startTicks, containerId, registerDirectory}: Noted,
    isOptedIn: boolean,
    memory?: OfferedMemory,
  ): string | undefined {
    if (registerDirectory === undefined || containerId === undefined) return undefined;
    const entry: RegisterEntry = {pid, startTicks, containerId, ...(memory && {offered: memory})};
    return changeRegister(calls, registerDirectory, files.bootId(), (optIns) =>
      withChange(optIns, entry, isOptedIn, files.lives),
    );
  }

  return {
    /** What ksmtop had this program offer by madvise, also in a process that it was forked from. */
    offeredBy(
      files: TargetFiles,
      process: Pick<ProcessStat, 'imageKey' | 'startTicks'> & {pid: number},
      directory: string | undefined,
    ): readonly AddressRange[] {
      const registered = directory === undefined ? [] : readRegister(directory, files.bootId());
      const {imageKey} = process;
      const ranges = [...(offered.get(imageKey) ?? []), ...offeredBy(registered, process)];
      if (ranges.length > 0) offered.set(imageKey, joinRanges(ranges));
      return offered.get(imageKey) ?? [];
    },
    /** Returns why the register does not have it, a sentence. */
    add(files: TargetFiles, noted: Noted, memory?: OfferedMemory): string | undefined {
      if (memory) offered.set(memory.imageKey, memory.ranges);
      return change(files, noted, true, memory);
    },
    /** This process still remembers it: forks may offer that memory. */
    remove: (files: TargetFiles, noted: Noted) => change(files, noted, false),
    forgetEnded(files: TargetFiles, {registerDirectory, containerIds}: ForgetTask): void {
      changeRegister(calls, registerDirectory, files.bootId(), (optIns) =>
        withoutEnded(optIns, containerIds, files.lives),
      );
    },
  };
}
