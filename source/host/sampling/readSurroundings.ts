import {gunzipSync} from 'node:zlib';
import {isGone} from '../../kernel/readFailure.js';
import {configSets} from '../../kernel/system.js';
import {withoutUnknown} from '../../model/derive/unknown.js';
import type {AroundKsm, Surroundings} from '../../model/sample/surroundings.js';
import {readAll} from '../io/foundFiles.js';
import type {MountPoints} from '../io/mounts.js';
import {errnoOf, type Lock, type Reader} from '../io/reader.js';
import {readTexts} from '../io/readTexts.js';

/** A disk may be slow to spin up, or gone. */
const hostRoot: Lock = {name: 'host root', from: 'open'};

/** Reads what affects KSM on a host from outside of it. Never rejects. */
export async function readSurroundings(
  reader: Reader,
  {procfs, sysfs}: MountPoints,
  root: string,
): Promise<Surroundings> {
  const list = (path: string, inside?: string) => listNames(reader, path, inside);
  const [files, memoryDirectory, systemdVersion, systemd] = await Promise.all([
    readAll(reader, [
      {name: 'release', path: `${procfs}/sys/kernel/osrelease`},
      {name: 'init', path: `${procfs}/1/comm`},
      {name: 'kthreadd', path: `${procfs}/2/comm`},
      {name: 'hugePages', path: `${sysfs}/kernel/mm/transparent_hugepage/enabled`},
      {name: 'zswap', path: `${sysfs}/module/zswap/parameters/enabled`},
      {
        name: 'swaps',
        path: `${procfs}/swaps`,
        inPieces: true,
        waitsFor: {name: 'lxcfs swaps', from: 'open'},
      },
    ]),
    list(`${sysfs}/kernel/mm`),
    findSystemdVersion(async (path) => (await list(path, root)).names),
    list('/run/systemd/system', root),
  ]);
  const text = (name: string) => files.get(name)?.bytes?.toString();
  const refusals = refusalsOf({
    memoryDirectory: memoryDirectory.errno,
    kernelThreads: files.get('kthreadd')?.errno,
    hugePages: files.get('hugePages')?.errno,
    systemd: systemd.errno,
  });
  return {
    kernelThreadsSeen: text('kthreadd')?.trim() === 'kthreadd',
    zramSwaps: text('swaps')?.match(/^\/dev\/zram/gm)?.length ?? 0,
    systemdRuns: systemd.names !== undefined || text('init')?.trim() === 'systemd',
    ...withoutUnknown({
      refusals,
      kernelConfig: await readKernelConfig(reader, procfs, root, text('release')?.trim() ?? ''),
      memoryDirectory: memoryDirectory.names,
      hugePages: /\[(always|madvise|never)\]/.exec(text('hugePages') ?? '')?.[1],
      zswap: text('zswap') === undefined ? undefined : /^[Y1]/.test(text('zswap') ?? ''),
      systemdVersion,
    }),
  };
}

type Names = {names?: readonly string[]; errno?: string};

async function listNames(reader: Reader, path: string, root?: string): Promise<Names> {
  try {
    return {names: await reader.list(path, root)};
  } catch (error) {
    return {errno: errnoOf(error)};
  }
}

/** Only the errnos that are more than the absence of a file. */
function refusalsOf(errnos: Readonly<Record<AroundKsm, string | undefined>>) {
  const refused = Object.entries(errnos).filter(
    ([, errno]) => errno !== undefined && !isGone(errno),
  );
  return refused.length > 0 ? (Object.fromEntries(refused) as Surroundings['refusals']) : undefined;
}

async function readKernelConfig(
  reader: Reader,
  procfs: string,
  root: string,
  release: string,
): Promise<Surroundings['kernelConfig']> {
  const name = release.replaceAll('/', '');
  const files = [`/boot/config-${name}`, `/usr/lib/modules/${name}/config`];
  const texts = await readTexts(
    reader,
    Object.fromEntries(
      files.map((path) => [path, {path, root, inPieces: true, waitsFor: hostRoot}]),
    ),
  );
  texts['/proc/config.gz'] = await readCompressed(reader, `${procfs}/config.gz`);
  for (const [file, text = ''] of Object.entries(texts)) {
    const ksm = configSets(text, 'CONFIG_KSM');
    if (ksm !== undefined) return {file, ksm};
  }
  return undefined;
}

async function readCompressed(reader: Reader, path: string): Promise<string> {
  let text = '';
  await reader.read([
    {
      path,
      inPieces: true,
      take(bytes) {
        try {
          text = gunzipSync(bytes, {maxOutputLength: 2 ** 24}).toString();
        } catch {
          // A damaged file is no configuration.
        }
      },
    },
  ]);
  return text;
}

/** More than one host has libraries for. */
const mostArchitectures = 16;

/** systemd's private library has the version in its name; its directory depends on the distribution. */
async function findSystemdVersion(
  list: (path: string) => Promise<readonly string[] | undefined>,
): Promise<number | undefined> {
  const architectures = (await list('/usr/lib')) ?? [];
  const directories = [
    '/usr/lib/systemd',
    '/usr/lib64/systemd',
    '/lib/systemd',
    ...architectures
      .filter((name) => /-linux-gnu/.test(name))
      .slice(0, mostArchitectures)
      .map((name) => `/usr/lib/${name}/systemd`),
  ];
  for (const directory of directories) {
    for (const name of (await list(directory)) ?? []) {
      const version = /^libsystemd-shared-(\d{1,5})\D/.exec(name)?.[1];
      if (version !== undefined) return Number(version);
    }
  }
  return undefined;
}
