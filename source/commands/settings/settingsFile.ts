import {isAbsolute, join} from 'node:path';
import {errnoOf} from '../../host/io/reader.js';
import {whyUnreadable} from '../../host/io/whyUnreadable.js';
import {readSmallFile} from '../../host/local/readSmallFile.js';

const mostBytes = 2 ** 16;

/** Absent: the environment names no home directory. */
export function settingsPath(env: NodeJS.ProcessEnv): string | undefined {
  const bases = [env['XDG_CONFIG_HOME'], env['HOME'] && join(env['HOME'], '.config')];
  const base = bases.find((each) => each && isAbsolute(each));
  return base && join(base, 'ksmtop/config.json');
}

/** Empty: there is no file. Throws the end of a sentence if it cannot be read. */
export async function settingsText(path: string): Promise<string> {
  try {
    return (await readSmallFile(path, mostBytes)).toString();
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === 'ENOENT' || errno === 'ENOTDIR') return '';
    throw new Error(`${path} cannot be read: ${refusals[errno] ?? whyUnreadable(errno)}`);
  }
}

/** A pipe, a socket and a device might never end. */
const refusals: Readonly<Record<string, string>> = {
  EINVAL: 'it is not a regular file',
  ENXIO: 'it is not a regular file',
  EFBIG: `it is larger than ${mostBytes / 1024} KiB`,
};
