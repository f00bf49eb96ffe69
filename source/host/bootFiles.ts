import {lstat, mkdir, open, readdir, readFile, rename, rm, stat} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {
  type BootFileChange,
  type BootWay,
  bootLines,
  hasBlock,
  ownHeader,
  withBlock,
  withoutBlock,
} from '../model/bootText.js';
import type {Values} from '../model/check.js';
import {errnoOf} from './reader.js';

const tmpfilesConf = 'etc/tmpfiles.d/ksmtop.conf';
/** The second is a link to the first on Red Hat's systems. */
const scripts = ['etc/rc.d/rc.local', 'etc/rc.local'];

/**
 * Plans how the values come back at every start of the host whose root is `root`; without values,
 * how they no longer do. Files that are so already are left out.
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
  const before = await textOf(path);
  const warnings: string[] = [];
  if (before !== undefined && !before.startsWith(ownHeader)) {
    warnings.push(`${path} was not written by ksmtop, and is replaced.`);
  }
  if (values) warnings.push(...(await otherTmpfiles(root)));
  const after = values && bootLines('tmpfiles', values);
  return {path, ...defined({before, after}), warnings};
}

async function planScript(root: string, values: Values | undefined): Promise<BootFileChange> {
  const path = await scriptOf(root);
  const before = await textOf(path);
  const warnings: string[] = [];
  if (values && before !== undefined && !((await stat(path)).mode & 0o100)) {
    warnings.push(`${path} is not executable, so that nothing in it runs: chmod +x ${path}`);
  }
  const present = before !== undefined && hasBlock(before) ? withoutBlock(before) : before;
  const after = values ? withBlock(before, bootLines('rcLocal', values)) : present;
  return {path, ...defined({before, after}), warnings};
}

/** Writes, or removes, one file: all of it or nothing. Throws a sentence when it cannot. */
export async function writeBootFile({path, after}: BootFileChange): Promise<void> {
  try {
    if (after === undefined) await rm(path);
    else await replaceFile(path, after);
  } catch (error) {
    const errno = errnoOf(error);
    const why = errno === 'EACCES' || errno === 'EPERM' ? 'only root may' : 'the system said no';
    throw new Error(`${path} could not be written: ${why} (${errno}).`);
  }
}

/** A file that is there half is worse than none: the new one takes the place of the old at once. */
async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), {recursive: true});
  const script = text.startsWith('#!');
  const old = await stat(path).catch(() => undefined);
  const partial = join(dirname(path), `.${basename(path)}.ksmtop-${process.pid}`);
  try {
    const file = await open(partial, 'wx');
    try {
      await file.writeFile(text);
      await file.chmod(old ? old.mode & 0o7777 : script ? 0o755 : 0o644);
      if (old) await file.chown(old.uid, old.gid);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, {force: true});
    throw error;
  }
}

/** Others that write the same files at the start; of two lines for one file, systemd takes the first. */
async function otherTmpfiles(root: string): Promise<string[]> {
  const found: string[] = [];
  for (const directory of ['etc/tmpfiles.d', 'run/tmpfiles.d', 'usr/lib/tmpfiles.d']) {
    for (const name of await readdir(join(root, directory)).catch(() => [])) {
      const path = join(root, directory, name);
      if (!name.endsWith('.conf') || name === basename(tmpfilesConf)) continue;
      if (!/^[^#]*\/sys\/kernel\/mm\/ksm\//m.test((await textOf(path)) ?? '')) continue;
      found.push(`${path} sets KSM parameters too: of two lines for one, systemd takes the first.`);
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

async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

function defined({before, after}: {before: string | undefined; after: string | undefined}) {
  return {...(before !== undefined && {before}), ...(after !== undefined && {after})};
}
