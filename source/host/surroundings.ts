import {gunzipSync} from 'node:zlib';
import {configSets} from '../kernel/kernelConfig.js';
import {withoutUnknown} from '../model/savings.js';
import type {Surroundings} from '../model/surroundings.js';
import type {Lock, Reader} from './reader.js';
import type {MountPoints} from './sampler.js';
import {readTexts} from './texts.js';

/** Disks may be slow to wake up, or gone. */
const hostRoot: Lock = {name: 'host root', from: 'open'};

/** Reads what a host has around KSM. Never rejects. */
export async function readSurroundings(
  reader: Reader,
  {procfs, sysfs}: MountPoints,
  root: string,
): Promise<Surroundings> {
  const list = (path: string, inside?: string) => reader.list(path, inside).catch(() => undefined);
  const [texts, memoryDirectory, systemdVersion, systemd] = await Promise.all([
    readTexts(reader, {
      release: {path: `${procfs}/sys/kernel/osrelease`},
      kthreadd: {path: `${procfs}/2/comm`},
      hugePages: {path: `${sysfs}/kernel/mm/transparent_hugepage/enabled`},
      zswap: {path: `${sysfs}/module/zswap/parameters/enabled`},
      swaps: {path: `${procfs}/swaps`, waitsFor: {name: 'lxcfs swaps', from: 'open'}},
    }),
    list(`${sysfs}/kernel/mm`),
    findSystemdVersion((path) => list(path, root)),
    list('/run/systemd/system', root),
  ]);
  return {
    kernelThreadsSeen: texts.kthreadd?.trim() === 'kthreadd',
    zramSwaps: texts.swaps?.match(/^\/dev\/zram/gm)?.length ?? 0,
    systemdRuns: systemd !== undefined,
    ...withoutUnknown({
      kernelConfig: await readKernelConfig(reader, procfs, root, texts.release?.trim() ?? ''),
      memoryDirectory,
      hugePages: /\[(always|madvise|never)\]/.exec(texts.hugePages ?? '')?.[1],
      zswap: texts.zswap === undefined ? undefined : /^[Y1]/.test(texts.zswap),
      systemdVersion,
    }),
  };
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
          // No configuration then: what is compressed wrongly says nothing.
        }
      },
    },
  ]);
  return text;
}

/** systemd's private library bears the version in its name; distributions put it in four places. */
async function findSystemdVersion(
  list: (path: string) => Promise<readonly string[] | undefined>,
): Promise<number | undefined> {
  const architectures = (await list('/usr/lib')) ?? [];
  const directories = [
    '/usr/lib/systemd',
    '/usr/lib64/systemd',
    ...architectures
      .filter((name) => /-linux-gnu/.test(name))
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
