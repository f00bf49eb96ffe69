import {createHash} from 'node:crypto';
import {mkdir, mkdtemp, readdir, readFile, rename, rm, stat} from 'node:fs/promises';
import {tmpdir, userInfo} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {program} from '../../../support/program.js';
import {mustRun} from '../../../support/run.js';

/** What is built, and from what. */
const builds = {
  workload: ['workload.c', '-static'],
  allocate: ['allocate.c'],
  'allocate-static': ['allocate.c', '-static'],
  mergeany: ['mergeany.c', '-static'],
  hazards: ['hazards.c', '-pthread'],
  races: ['races.c', '-pthread'],
  'hazards-static': ['hazards.c', '-pthread', '-static'],
  lateness: ['lateness.c', '-static'],
  narrow: ['narrow.c', '-m32', '-nostdlib', '-static'],
  stuck: ['stuck.c', '-static'],
  'libksm_preload.so': ['preload.c', '-shared', '-fPIC'],
} as const;

export type NativeName = keyof typeof builds;
export const nativeNames = Object.keys(builds) as NativeName[];

/** What programs are built with that the library was not made for. */
const foreignCompilers = {musl: ['musl-gcc'], '32-bit': ['gcc', '-m32']} as const;

const sources = fileURLToPath(new URL('.', import.meta.url));

/** The directory of compiled programs: the first test builds them, for all others. */
const build = async (): Promise<string> => {
  const hash = createHash('sha256').update(JSON.stringify(builds));
  for (const name of (await readdir(sources)).filter((name) => /\.[ch]$/.test(name)).sort()) {
    hash.update(name).update(await readFile(join(sources, name)));
  }

  const {uid} = userInfo();
  const base = join(tmpdir(), `ksmtop-native-${uid}`);
  await mkdir(base, {recursive: true, mode: 0o755});
  if ((await stat(base)).uid !== uid) {
    throw new Error(`${base} belongs to another user`);
  }

  const directory = join(base, hash.digest('hex').slice(0, 16));
  if ((await stat(directory).catch(() => undefined)) !== undefined) {
    return directory;
  }

  const partial = await mkdtemp(join(base, 'partial-'));
  try {
    await Promise.all(
      Object.entries(builds).map(([name, [source, ...flags]]) =>
        compile(['gcc'], source, join(partial, name), flags),
      ),
    );
    await mustRun(program('chmod', '755', partial));
    // Another process that was quicker has made the same: its directory stays.
    await rename(partial, directory).catch(() => {});
  } finally {
    await rm(partial, {recursive: true, force: true});
  }

  return directory;
};

const compile = (
  [compiler, ...options]: readonly [string, ...string[]],
  source: string,
  to: string,
  flags: readonly string[] = [],
): Promise<string> =>
  mustRun(
    program(
      ...([compiler, ...options, '-O2', '-Wall', '-Wextra', '-Werror'] as const),
      ...['-o', to, join(sources, source), ...flags],
    ),
  );

let built: Promise<string> | undefined;

/** The path of a compiled program. */
export const native = async (name: NativeName): Promise<string> => {
  built ??= build();
  return join(await built, name);
};

/** Builds `allocate` for another libc or machine. */
export const compileForeign = (kind: keyof typeof foreignCompilers, to: string): Promise<string> =>
  compile(foreignCompilers[kind], 'allocate.c', to);
