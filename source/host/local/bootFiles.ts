import {lstat, mkdir, readdir, rm, stat} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {
  type BootFileChange,
  type BootWay,
  bootLines,
  hasBlock,
  ownHeader,
  withBlock,
  withoutBlock,
} from '../../model/tuning/bootText.js';
import type {Values} from '../../model/tuning/checkValue.js';
import {fileKind} from '../io/fileKind.js';
import {errnoOf} from '../io/reader.js';
import {notAFile, replaceFile, whyNot} from '../io/replaceFile.js';
import {readSmallFile} from './readSmallFile.js';

const tmpfilesConf = 'etc/tmpfiles.d/ksmtop.conf';
/** On Red Hat systems the second is a link to the first. */
const scripts = ['etc/rc.d/rc.local', 'etc/rc.local'];

/**
 * Plans the files that set the values at each boot of the host whose root directory is `root`;
 * without values, their removal. Files that need no change are left out.
 */
export async function planBootFiles(
  root: string,
  values: Values | undefined,
): Promise<readonly BootFileChange[]> {
  const way: BootWay = (await exists(join(root, 'run/systemd/system'))) ? 'tmpfiles' : 'rcLocal';
  const keptBy = (one: BootWay) => (one === way ? values : undefined);
  const changes = [
    await planTmpfiles(root, keptBy('tmpfiles')),
    await planScript(root, keptBy('rcLocal')),
  ];
  return changes.filter(({before, after}) => before !== after);
}

async function planTmpfiles(root: string, values: Values | undefined): Promise<BootFileChange> {
  const path = join(root, tmpfilesConf);
  const before = await contentOf(path, values !== undefined);
  const warnings: string[] = [];
  if (before !== undefined && !before.startsWith(ownHeader)) {
    // ksmtop does not remove what it has not written.
    if (!values) return {path, before, after: before, warnings};
    warnings.push(`${path} was not written by ksmtop and would be replaced.`);
  }
  if (values) warnings.push(...(await otherTmpfiles(root)));
  const after = values && bootLines('tmpfiles', values);
  return {path, ...defined({before, after}), warnings};
}

async function planScript(root: string, values: Values | undefined): Promise<BootFileChange> {
  const path = await scriptOf(root);
  const before = await contentOf(path, values !== undefined);
  const warnings: string[] = [];
  if (values && before !== undefined && !((await stat(path)).mode & 0o100)) {
    warnings.push(`${path} is not executable, so nothing in it runs: chmod +x ${path}`);
  }
  const present = before !== undefined && hasBlock(before) ? withoutBlock(before) : before;
  const after = values ? withBlock(before, bootLines('rcLocal', values)) : present;
  return {path, ...defined({before, after}), warnings};
}

/** Writes or removes one file, atomically. Throws a sentence when it cannot. */
export async function writeBootFile({path, before, after}: BootFileChange): Promise<void> {
  if ((await contentOf(path, true)) !== before) {
    throw new Error(
      `${path} has changed in the meantime and was left as it is: run persist again.`,
    );
  }
  try {
    await mkdir(dirname(path), {recursive: true});
    if (after === undefined) await rm(path);
  } catch (error) {
    throw new Error(`${path} cannot be written: ${whyNot(error)}.`);
  }
  const mode = after?.startsWith('#!') ? 0o755 : 0o644;
  if (after !== undefined) await replaceFile(path, Buffer.from(after, 'latin1'), {mode});
}

/** Warnings about other files that set KSM parameters at boot. */
async function otherTmpfiles(root: string): Promise<string[]> {
  const found: string[] = [];
  for (const directory of ['etc/tmpfiles.d', 'run/tmpfiles.d', 'usr/lib/tmpfiles.d']) {
    for (const name of await readdir(join(root, directory)).catch(() => [])) {
      const path = join(root, directory, name);
      if (!name.endsWith('.conf') || name === basename(tmpfilesConf)) continue;
      const text = await readSmallFile(path).catch(() => undefined);
      if (!/^[^#]*\/sys\/kernel\/mm\/ksm\//m.test(text?.toString('latin1') ?? '')) continue;
      found.push(
        `${path} also sets KSM parameters: of two lines for the same file, systemd uses the first.`,
      );
    }
  }
  return found;
}

async function scriptOf(root: string): Promise<string> {
  for (const script of scripts) {
    const path = join(root, script);
    if ((await lstat(path).catch(() => undefined))?.isFile()) return path;
  }
  return join(root, 'etc/rc.local');
}

/**
 * Absent: there is no file, or, unless it will be written, no regular file. Throws a sentence for
 * what cannot be replaced, and for what cannot be read: it would be lost.
 */
async function contentOf(path: string, willBeWritten: boolean): Promise<string | undefined> {
  const kind = await fileKind(path).catch((error) => refuse(path, whyUnreadable(errnoOf(error))));
  if (kind === 'absent') return undefined;
  if (kind !== 'file') return willBeWritten ? refuse(path, notAFile(kind)) : undefined;
  const content = await readSmallFile(path).catch((error) =>
    refuse(path, whyUnreadable(errnoOf(error))),
  );
  return content.toString('latin1');
}

function whyUnreadable(errno: string): string {
  const reason = unreadableReasons[errno];
  return reason === undefined ? `it cannot be read (${errno})` : `${reason} (${errno})`;
}

const unreadableReasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  ENOTDIR: 'a part of its path is not a directory',
  EFBIG: 'it is larger than 1 MiB',
};

function refuse(path: string, why: string): never {
  throw new Error(`${path} is left as it is: ${why}.`);
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

function defined({before, after}: {before: string | undefined; after: string | undefined}) {
  return {...(before !== undefined && {before}), ...(after !== undefined && {after})};
}
