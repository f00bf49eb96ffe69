import {counters} from '../../kernel/ksm/counters.js';
import {type KsmFiles, parseKsmFiles} from '../../kernel/ksm/ksmFiles.js';
import {parameters} from '../../kernel/ksm/parameters.js';
import {type Meminfo, parseMeminfo} from '../../kernel/meminfo.js';
import {isPassing, unreadSentence} from '../../kernel/readFailure.js';
import {parseUptimeSeconds} from '../../kernel/system.js';
import {parseVmstat, type VmstatKsm} from '../../kernel/vmstat.js';
import {ksmDirectory, type MountPoints} from '../io/mounts.js';
import {errnoOf, type Reader} from '../io/reader.js';
import {readTexts} from '../io/readTexts.js';
import type {Lxcfs} from './lxcfs.js';

/** The figures of the host as a whole: read on every tick. */
export type SystemFiles = {
  ksm?: KsmFiles;
  memory: Meminfo;
  vmstat: VmstatKsm;
  uptimeSeconds?: number;
};

const ksmNames = [...counters, ...parameters].map(({name}) => name);

/** Reads these figures on every tick. */
export type SystemReads = {
  /** Rejects with a sentence where it is not known whether there is KSM. */
  read(): Promise<SystemFiles>;
};

export function createSystemReads(
  reader: Reader,
  {procfs, sysfs}: MountPoints,
  lxcfs: Lxcfs,
): SystemReads {
  const directory = ksmDirectory(sysfs);
  /** KSM files of this kernel; empty: not listed yet, or a kernel without KSM. */
  let names: readonly string[] = [];

  /** Each kernel has only some of the files: listing them is cheaper than opening absent ones. */
  async function findNames(): Promise<readonly string[]> {
    const present = new Set(await reader.list(directory).catch(noneThere));
    return present.has('run') ? ksmNames.filter((name) => present.has(name)) : [];
  }

  function noneThere(error: unknown): string[] {
    const errno = errnoOf(error);
    if (!isPassing(errno)) return [];
    throw new Error(unreadSentence(`${directory} cannot be listed`, errno));
  }

  function readNames(): Promise<Partial<Record<string, string>>> {
    return readTexts(
      reader,
      Object.fromEntries(names.map((name) => [name, {path: `${directory}/${name}`}])),
    );
  }

  async function readKsm(): Promise<KsmFiles | undefined> {
    let texts = await readNames();
    if (texts.run === undefined) {
      // Not listed yet, or gone.
      names = await findNames();
      texts = await readNames();
    }
    return names.length > 0 ? parseKsmFiles(texts as Record<string, string>) : undefined;
  }

  return {
    async read() {
      const [ksm, texts] = await Promise.all([
        readKsm(),
        readTexts(reader, {
          meminfo: {path: `${procfs}/meminfo`, inPieces: true, waitsFor: lxcfs('meminfo')},
          uptime: {path: `${procfs}/uptime`, waitsFor: lxcfs('uptime')},
          vmstat: {path: `${procfs}/vmstat`, inPieces: true},
        }),
      ]);
      const uptimeSeconds = parseUptimeSeconds(texts.uptime ?? '');
      return {
        ...(ksm && {ksm}),
        memory: parseMeminfo(texts.meminfo ?? ''),
        vmstat: parseVmstat(texts.vmstat ?? ''),
        ...(uptimeSeconds !== undefined && {uptimeSeconds}),
      };
    },
  };
}
