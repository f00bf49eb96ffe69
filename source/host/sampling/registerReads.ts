import {isPassing, readFailure} from '../../kernel/readFailure.js';
import {
  damaged,
  mostRegisterBytes,
  parseRegister,
  type RegisterEntry,
  type RegisteredOptIn,
  registerPath,
} from '../../model/optIn/optInRegister.js';
import type {Reader} from '../io/reader.js';
import {readTexts} from '../io/readTexts.js';

/** What the register of opt-ins holds; neither of them: nothing was opted in. */
export type RegisterRead = {optIns?: readonly RegisteredOptIn[]; optInsProblem?: string};

/** Reads the register on every tick, and parses it only when it has changed. Never rejects. */
export function createRegisterReads(reader: Reader, procfs: string, hostRoot: string) {
  const path = `${hostRoot === '/' ? '' : hostRoot}${registerPath}`;
  let bootId: string | undefined;
  let bytesBefore: Buffer | undefined;
  let last: RegisterRead = {};

  return async (): Promise<RegisterRead> => {
    let bytes: Buffer | undefined;
    let errno = '';
    await reader.read([
      {
        path,
        inPieces: true,
        limit: mostRegisterBytes,
        take(lent) {
          if (!bytesBefore?.equals(lent)) bytes = Buffer.from(lent);
        },
        fail(failed) {
          errno = failed;
        },
      },
    ]);
    if (bytes) {
      bootId ??= await readBootId(reader, procfs);
      bytesBefore = bytes;
      const {optIns = [], problem} =
        bytes.length < mostRegisterBytes ? parseRegister(bytes.toString(), bootId) : damaged;
      if (problem !== undefined) last = {optInsProblem: problem};
      else last = optIns.length > 0 ? {optIns: optIns.map(optInOf)} : {};
    } else if (errno !== '' && !isPassing(errno)) {
      bytesBefore = undefined;
      // In a directory that this user may not look into there may be none.
      last = ['gone', 'denied'].includes(readFailure(errno))
        ? {}
        : {optInsProblem: `${registerPath} cannot be read (${errno}).`};
    }
    return last;
  };
}

/** Without the regions, of which a process may have thousands. */
function optInOf({offered, ...process}: RegisterEntry): RegisteredOptIn {
  return {...process, ...(offered && {way: 'madvise'})};
}

async function readBootId(reader: Reader, procfs: string): Promise<string> {
  const {id} = await readTexts(reader, {id: {path: `${procfs}/sys/kernel/random/boot_id`}});
  return id?.trim() ?? '';
}
