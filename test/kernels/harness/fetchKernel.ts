import {existsSync} from 'node:fs';
import {cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {program} from '../../support/program.js';
import {mustRun} from '../../support/run.js';
import type {DebianKernel} from './debianKernels.js';

const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'ksmtop-kernels');

/**
 * The path of a kernel's image: the newest of its series that this machine's Debian mirror has,
 * else one that was fetched before. Nothing is installed. Throws when there is neither.
 */
export const fetchKernel = async (kernel: DebianKernel): Promise<string> => {
  const directory = join(cache, `${kernel.suite}-${kernel.package}`);
  await mkdir(directory, {recursive: true});
  try {
    return await newest(kernel, directory);
  } catch (error) {
    const [former] = (await imagesIn(directory)).sort().reverse();
    if (former === undefined) throw error;
    return former;
  }
};

const newest = async (kernel: DebianKernel, directory: string): Promise<string> => {
  const apt = await aptFor(kernel.suite, directory);
  await mustRun(apt('apt-get', '-qq', 'update'));
  let name = await dependency(apt, kernel.package, 'linux-image-');
  // From 7.x on, the image is in a package of its own, which the signed one depends on.
  name = await dependency(apt, name, 'linux-binary-').catch(() => name);
  const image = join(directory, name);
  if (existsSync(image)) return image;
  const work = await mkdtemp(join(directory, 'partial-'));
  try {
    const {command, args} = apt('apt-get', '-qq', 'download', name);
    await mustRun({command, args}, {cwd: work, timeoutMs: 180_000});
    const [archive = ''] = await readdir(work);
    await mustRun(program('dpkg-deb', '--extract', join(work, archive), work));
    const found = (await readdir(work, {recursive: true})).find((path) =>
      /vmlinuz[^/]*$/.test(path),
    );
    if (found === undefined) throw new Error(`${name}: no vmlinuz in it`);
    await cp(join(work, found), image);
  } finally {
    await rm(work, {recursive: true});
  }
  return image;
};

const imagesIn = async (directory: string): Promise<string[]> =>
  (await readdir(directory))
    .filter((name) => name.startsWith('linux-'))
    .map((name) => join(directory, name));

type Apt = (command: string, ...args: readonly string[]) => ReturnType<typeof program>;

/** apt with lists and archives of its own: what the machine has installed is none of its concern. */
const aptFor = async (suite: string, directory: string): Promise<Apt> => {
  const state = join(directory, 'apt');
  await mkdir(join(state, 'lists', 'partial'), {recursive: true});
  await mkdir(join(state, 'archives', 'partial'), {recursive: true});
  const mirror = await debianMirror();
  const source = suite.endsWith('-security') ? `${mirror}-security` : mirror;
  await writeFile(join(state, 'sources.list'), `deb ${source} ${suite} main\n`);
  const settings = {
    'Dir::Etc::SourceList': join(state, 'sources.list'),
    'Dir::Etc::SourceParts': '-',
    'Dir::State::Lists': join(state, 'lists'),
    'Dir::State::Status': '/dev/null',
    'Dir::Cache': state,
    'APT::Sandbox::User': '',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '3',
    'APT::Update::Error-Mode': 'any',
  };
  const options = Object.entries(settings).flatMap(([key, value]) => ['-o', `${key}=${value}`]);
  return (command, ...args) => program(command, ...options, ...args);
};

const dependency = async (apt: Apt, name: string, prefix: string): Promise<string> => {
  const lines = await mustRun(apt('apt-cache', 'depends', name));
  const [, found] = new RegExp(`Depends: (${prefix}\\d\\S*)`).exec(lines) ?? [];
  if (found === undefined) throw new Error(`${name} depends on no ${prefix}*`);
  return found;
};

/** Where this machine gets its own packages from. */
const debianMirror = async (): Promise<string> => {
  for (const path of ['/etc/apt/sources.list.d/debian.sources', '/etc/apt/sources.list']) {
    const text = await readFile(path, 'utf8').catch(() => '');
    const addresses = text.matchAll(/^(?:URIs:|deb(?: \[[^\]]*\])?) +(\S+?)\/?(?=\s)/gm);
    for (const [, address] of addresses) {
      if (address !== undefined && !address.endsWith('-security')) return address;
    }
  }
  throw new Error('no Debian mirror in /etc/apt');
};
