import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {relative} from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {createLocalHost} from '../../../source/host/local/localHost.js';
import {parseStat} from '../../../source/kernel/process/stat.js';
import {kernel6_18} from '../../fixtures/kernels/kernel-6.18.js';
import {writeTree} from '../../fixtures/tree.js';
import {isWhole, processOf} from '../../support/hosts/describedHost.js';
import {sampleUntil} from '../../support/hosts/sampleUntil.js';

const closing: Array<() => unknown> = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function realHost() {
  const host = createLocalHost();
  closing.push(() => host.close());
  return host;
}

async function startSleep() {
  const child = spawn('sleep', ['1000'], {stdio: 'ignore', env: {LD_PRELOAD: ''}});
  closing.push(() => child.kill());
  await once(child, 'spawn');
  return child.pid ?? 0;
}

test('a directory that is not a procfs is reported in a sentence', () => {
  using tree = writeTree({'proc/meminfo': ''});
  expect(() => createLocalHost({procfs: tree.procfs})).toThrow(
    `${tree.procfs} is not a procfs: ${tree.procfs}/stat is missing.`,
  );
  expect(() => createLocalHost({procfs: '/nowhere'})).toThrow('/nowhere is not a procfs');
});

test('a procfs that shows processes alone is one', async () => {
  using tree = writeTree({'proc/17/stat': ''});
  await createLocalHost(tree).close();
  using none = writeTree({'proc/17/': '', 'proc/self/': ''});
  expect(() => createLocalHost(none)).toThrow('is not a procfs');
});

test('a procfs is named from the working directory too', async () => {
  using tree = writeTree(kernel6_18.files);
  const count = async (procfs: string) => {
    const host = createLocalHost({procfs, sysfs: tree.sysfs});
    closing.push(() => host.close());
    return (await sampleUntil(host, 'every process read', isWhole)).processes?.length;
  };
  const all = await count(tree.procfs);
  expect(all).toBeGreaterThan(0);
  expect(await count(relative('.', tree.procfs))).toBe(all);
});

test('knows this machine', async () => {
  const sample = await realHost().sample();
  expect(sample.host).toMatchObject({
    name: readFileSync('/proc/sys/kernel/hostname', 'utf8').trim(),
    kernelRelease: readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim(),
  });
  expect(sample.host.cpuCount).toBe(readFileSync('/proc/stat', 'utf8').match(/^cpu\d/gm)?.length);
  expect(Math.log2(sample.host.pageSizeBytes) % 1).toBe(0);
  expect(Math.abs(sample.timeMs - Date.now())).toBeLessThan(10_000);
  expect(sample.memory.totalBytes).toBeGreaterThan(sample.memory.availableBytes ?? 0);
});

test('finds this very process, and one that started a moment ago', async () => {
  const host = realHost();
  const sample = await sampleUntil(host, 'every process read', isWhole);
  const own = parseStat(readFileSync('/proc/self/stat'));
  expect(processOf(sample, process.pid)).toMatchObject({
    startTicks: own?.startTicks,
    parentPid: process.ppid,
    userId: process.getuid?.(),
    readable: true,
    preload: {mapped: false},
  });
  expect(processOf(sample, process.pid).anonBytes).toBeGreaterThan(2 ** 22);
  const pid = await startSleep();
  const later = await sampleUntil(
    host,
    'the new process read',
    (now) => now.processes?.find((one) => one.pid === pid)?.commandLine === 'sleep 1000',
  );
  expect(processOf(later, pid)).toMatchObject({command: 'sleep', parentPid: process.pid});
});

test('lists no thread of the kernel', async () => {
  const {processes = []} = await sampleUntil(realHost(), 'every process read', isWhole);
  expect(processes.length).toBeGreaterThan(0);
  expect(processes.filter(({parentPid, pid}) => parentPid === 2 || pid === 2)).toEqual([]);
});
