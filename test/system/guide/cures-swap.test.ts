import {existsSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {kernel6_18} from '../../fixtures/kernels/kernel-6.18.js';
import {writeTree} from '../../fixtures/tree.js';
import {program, quoted} from '../../support/program.js';
import {missing} from '../../support/requirements.js';
import {run} from '../../support/run.js';
import {type Guard, guard} from '../harness/guard.js';
import {runKsmtop} from '../harness/ksmtop.js';
import {makeWorkDirectory} from '../harness/roots/rootfs.js';

const gib = 2 ** 30;

/** The memory of this host, but for what changes while other programs run. */
async function meminfo(): Promise<string> {
  const text = await readFile('/proc/meminfo', 'utf8');
  return text.replace(/^MemAvailable:.*$/m, `MemAvailable: ${gib / 1024} kB`);
}

/** What is available then, swap included. */
async function availableBytes(): Promise<number> {
  const [, free] = /^SwapFree: +(\d+) kB$/m.exec(await meminfo()) ?? [];
  return gib + Number(free) * 1024;
}

/** The advice to this host if so much of its memory were merged. */
async function adviceIfMerged(bytes: number): Promise<{text: string; cure: string} | undefined> {
  using tree = writeTree({
    ...kernel6_18.files,
    'proc/meminfo': await meminfo(),
    'sys/kernel/mm/ksm/run': '0\n',
    'sys/kernel/mm/ksm/ksm_zero_pages': '0\n',
    'sys/kernel/mm/ksm/pages_sharing': `${Math.round(bytes / 4096)}\n`,
  });
  const from = ['--procfs', tree.procfs, '--sysfs', tree.sysfs];
  const {stdout} = await runKsmtop(['print', '-n', '1', '--format', 'json', ...from]);
  const {advice} = JSON.parse(stdout);
  return advice.find(({rule}: {rule: string}) => rule === 'unmerge-memory');
}

describe.skipIf(missing('the cure that adds swap', 'root', 'ksm', 'loop'))(
  'the cure that adds swap',
  () => {
    let root: string;
    let guarded: Guard;

    /** A root directory with the programs of this host, on a file system of its own. */
    const makeRoot = async (size: string): Promise<void> => {
      const directory = await makeWorkDirectory();
      const image = quoted(join(directory, 'image'));
      root = join(directory, 'root');
      guarded = await guard({
        what: 'a root on a file system of its own',
        prepare: `
          mkdir ${quoted(root)} && truncate -s ${size} ${image} && mkfs.ext4 -q -m 0 ${image} &&
          mount -o loop ${image} ${quoted(root)}`,
        cleanUp: `
          swapoff ${quoted(root)}/swap.ksm 2>&1
          umount ${quoted(root)} && rm -rf ${quoted(directory)}`,
      });
    };
    afterEach(() => guarded?.release());

    /** Runs a line in that root; the mounts are its own, so that only swap is left. */
    const inRoot = (line: string, before = ':') => {
      const script = `
        cd ${quoted(root)}
        for each in bin dev etc lib lib64 proc sbin usr; do
          [ ! -e /$each ] || { mkdir -p $each && mount --rbind /$each $each; }
        done
        ${before}
        exec chroot . /bin/sh -c "$1"`;
      return run(program('unshare', '--mount', '/bin/sh', '-ec', script, 'sh', line));
    };
    const swapFile = () => join(root, 'swap.ksm');

    const cureFor = async (lacking: number) => {
      const merged = (await availableBytes()) + lacking;
      const advice = await adviceIfMerged(merged);
      expect(advice?.text).toMatch(/^An unmerge would need .* but only /);
      return {merged, cure: advice?.cure ?? ''};
    };

    test('makes an unmerge possible, word by word', async () => {
      await makeRoot('4G');
      const {merged, cure} = await cureFor(gib / 2);
      expect(cure).toContain('fallocate -l 1G ');
      const {code, stderr} = await inRoot(cure);
      expect({code, stderr}).toEqual({code: 0, stderr: ''});
      expect(await readFile('/proc/swaps', 'utf8')).toContain('/swap.ksm');
      expect(await adviceIfMerged(merged)).toBeUndefined();
      const again = await inRoot(cure);
      expect(again.stdout).toBe('/swap.ksm exists, or / has less than 2 GiB free\n');
      expect(existsSync(swapFile())).toBe(true);
    });

    test('leaves no file where there is too little space, or swap is not supported', async () => {
      await makeRoot('4G');
      const {cure} = await cureFor(8 * gib);
      expect((await inRoot(cure)).stdout).toMatch(/or \/ has less than \d+ GiB free\n$/);
      expect(existsSync(swapFile())).toBe(false);
      const {cure: small} = await cureFor(gib / 2);
      const refused = 'mount --bind /bin/false usr/sbin/swapon';
      expect((await inRoot(small, refused)).stdout).toContain('Setting up swapspace');
      expect(existsSync(swapFile())).toBe(false);
    });
  },
);
