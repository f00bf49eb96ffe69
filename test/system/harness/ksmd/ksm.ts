import {existsSync} from 'node:fs';
import {open, readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {quoted} from '../../../support/program.js';
import {type UntilOptions, until} from '../../../support/until.js';
import {guard} from '../guard.js';

const directory = '/sys/kernel/mm/ksm';
const lockFile = '/run/ksmtop-test.lock';
const guardScript = fileURLToPath(new URL('./ksm-guard.sh', import.meta.url));

/**
 * How long a hook that calls `holdKsm` should be allowed to take: every test process of the machine
 * may be in the queue before it.
 */
export const ksmLockTimeoutMs = 15 * 60_000;

/** Every file of the directory that holds one number. */
export type KsmCounts = Readonly<Record<string, number>>;

export type HeldKsm = {
  /** The content of a file, without the newline. */
  read(name: string): Promise<string>;
  count(name: string): Promise<number>;
  counts(): Promise<KsmCounts>;
  write(name: string, value: string | number): Promise<void>;
  /** Full scans in quick succession, with every page looked at in each. */
  scanFast(): Promise<void>;
  /** Unmerges all pages; the counters are zero afterwards, and ksmd is stopped. */
  unmerge(): Promise<void>;
  waitFor(
    what: string,
    condition: (counts: KsmCounts) => boolean,
    options?: UntilOptions,
  ): Promise<KsmCounts>;
  /** Waits until the named counters have exactly these values. */
  waitForCounts(expected: KsmCounts, options?: UntilOptions): Promise<KsmCounts>;
  /** Waits for that many full scans from now on. */
  waitForFullScans(scans: number, options?: UntilOptions): Promise<void>;
  /** Waits until two full scans in a row changed nothing. */
  waitForSettled(options?: UntilOptions): Promise<KsmCounts>;
  /** The state that it began with: nothing merged, ksmd stopped, the kernel's defaults. */
  reset(): Promise<void>;
  /** Restores every parameter, with nothing left merged, and lets the next holder in. */
  restore(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** What the kernel starts with; the advisor first, because leaving it rewrites `pages_to_scan`. */
const kernelDefaults = {
  advisor_mode: 'none',
  pages_to_scan: 100,
  sleep_millisecs: 20,
  merge_across_nodes: 1,
  use_zero_pages: 0,
  max_page_sharing: 256,
  stable_node_chains_prune_millisecs: 2000,
  smart_scan: 1,
  advisor_max_cpu: 70,
  advisor_min_pages_to_scan: 500,
  advisor_max_pages_to_scan: 30_000,
  advisor_target_scan_time: 200,
};

const read = async (name: string): Promise<string> =>
  (await readFile(join(directory, name), 'utf8')).trimEnd();

const write = async (name: string, value: string | number): Promise<void> => {
  const file = await open(join(directory, name), 'r+');
  try {
    await file.write(String(value));
  } finally {
    await file.close();
  }
};

const counts = async (): Promise<KsmCounts> => {
  const found: Record<string, number> = {};
  for (const name of await readdir(directory)) {
    const value = Number(await read(name));
    if (!Number.isNaN(value)) {
      found[name] = value;
    }
  }

  return found;
};

const unmerge = async (): Promise<void> => {
  await write('run', 2);
  await until('no page merged', async () => (await read('pages_shared')) === '0');
  await write('run', 0);
};

const waitFor: HeldKsm['waitFor'] = async (what, condition, options) => {
  let last: KsmCounts = {};
  return until(
    () => `${what}; at last ${JSON.stringify(last)}`,
    async () => {
      last = await counts();
      return condition(last) && last;
    },
    options,
  );
};

const waitForFullScans: HeldKsm['waitForFullScans'] = async (scans, options) => {
  const goal = Number(await read('full_scans')) + scans;
  await waitFor(`${goal} full scans`, ({full_scans = 0}) => full_scans >= goal, options);
};

const waitForSettled: HeldKsm['waitForSettled'] = async (options) => {
  const merged = async () => {
    const {pages_shared, pages_sharing, pages_unshared, ksm_zero_pages} = await counts();
    return JSON.stringify({pages_shared, pages_sharing, pages_unshared, ksm_zero_pages});
  };

  let before = await merged();
  let unchanged = 0;
  await until(
    'two full scans that change nothing',
    async () => {
      await waitForFullScans(1, options);
      const now = await merged();
      unchanged = now === before ? unchanged + 1 : 0;
      before = now;
      return unchanged === 2;
    },
    options,
  );
  return counts();
};

const reset = async (): Promise<void> => {
  await unmerge();
  for (const [name, value] of Object.entries(kernelDefaults)) {
    if (existsSync(join(directory, name))) {
      await write(name, value);
    }
  }
};

/**
 * Locks the machine's KSM for one test, waiting for as long as it takes, and starts from a
 * known state: nothing merged, ksmd stopped, the kernel's defaults. The state before is restored
 * by `restore`, and also when this process dies without it.
 * A holder must not lock it again before `restore`: that would be a deadlock.
 */
export const holdKsm = async (): Promise<HeldKsm> => {
  const who = `pid ${process.pid}: ${process.argv.slice(1).join(' ')}`;
  const impatience = setInterval(() => {
    readFile(lockFile, 'utf8').then(
      (holder) => console.error(`waiting for KSM, held by ${holder.trim()}`),
      () => {},
    );
  }, 10_000);
  const held = await guard({
    what: 'the KSM parameters',
    prepare: `. ${quoted(guardScript)} && hold ${quoted(who)}`,
    cleanUp: 'put_back',
  }).finally(() => clearInterval(impatience));

  try {
    await reset();
  } catch (error) {
    await held.release();
    throw error;
  }

  return {
    read,
    count: async (name) => Number(await read(name)),
    counts,
    write,
    async scanFast() {
      if (existsSync(join(directory, 'smart_scan'))) {
        await write('smart_scan', 0);
      }

      await write('pages_to_scan', 100_000);
      await write('sleep_millisecs', 10);
      await write('run', 1);
    },
    unmerge,
    waitFor,
    waitForCounts: (expected, options) =>
      waitFor(
        JSON.stringify(expected),
        (now) => Object.entries(expected).every(([name, value]) => now[name] === value),
        options,
      ),
    waitForFullScans,
    waitForSettled,
    reset,
    restore: () => held.release(),
    [Symbol.asyncDispose]: () => held.release(),
  };
};
