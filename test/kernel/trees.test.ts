import {readdirSync, readFileSync, readlinkSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {parseCgroupAnonymousBytes} from '../../source/kernel/container/cgroupMemory.js';
import {identifyContainer} from '../../source/kernel/container/identify.js';
import {parseKsmFiles} from '../../source/kernel/ksm/ksmFiles.js';
import {parseMeminfo} from '../../source/kernel/meminfo.js';
import {cgroupDirectory, parseCgroupMounts} from '../../source/kernel/mountinfo.js';
import {parseAuxv} from '../../source/kernel/process/auxv.js';
import {parseKsmStat} from '../../source/kernel/process/ksmStat.js';
import {parseStat} from '../../source/kernel/process/stat.js';
import {parseStatus} from '../../source/kernel/process/status.js';
import {parseVmstat} from '../../source/kernel/vmstat.js';
import {kernels} from '../fixtures/kernels/kernels.js';
import {kernelTree} from '../fixtures/kernels/kernelTree.js';
import {firstPidNamespace} from '../fixtures/process.js';
import {type TreeFiles, writeTree} from '../fixtures/tree.js';

function textOf(files: TreeFiles, path: string): string {
  const entry = files[path];
  return typeof entry === 'string' || entry instanceof Uint8Array
    ? Buffer.from(entry).toString()
    : '';
}

function bytesOf(files: TreeFiles, path: string): Buffer {
  return Buffer.from(textOf(files, path));
}

function ksmOf(files: TreeFiles) {
  const directory = 'sys/kernel/mm/ksm/';
  const names = Object.keys(files).filter((path) => path.startsWith(directory));
  return parseKsmFiles(
    Object.fromEntries(names.map((path) => [path.slice(directory.length), textOf(files, path)])),
  );
}

describe.each(Object.entries(kernels))('%s', (name, tree) => {
  const {files, processes} = tree;

  test('tells of the host', () => {
    const auxv = files['proc/self/auxv'] as Uint8Array;
    expect(parseAuxv(auxv)?.pageSizeBytes).toBe(tree.pageSizeBytes);
    expect(parseMeminfo(textOf(files, 'proc/meminfo')).totalBytes).toBeGreaterThan(2 ** 28);
    expect(parseVmstat(textOf(files, 'proc/vmstat'))).toEqual(tree.vmstat ?? {});
  });

  test.each(processes)('puts process $pid into $container', ({pid, pidNamespace, container}) => {
    const {envId, innerPid} = parseStatus(textOf(files, `proc/${pid}/status`));
    const inode = pidNamespace ?? firstPidNamespace;
    const {id} = identifyContainer({
      cgroup: textOf(files, `proc/${pid}/cgroup`),
      command: parseStat(bytesOf(files, `proc/${pid}/stat`))?.command,
      commandLine: textOf(files, `proc/${pid}/cmdline`),
      envId,
      innerPid,
      pidNamespace: {own: inode === firstPidNamespace, inode},
    });
    expect(id).toBe(container);
  });

  test('has one ksmd, if any', () => {
    const threads = processes
      .map(({pid}) => parseStat(bytesOf(files, `proc/${pid}/stat`)))
      .filter((stat) => stat?.kernelThread && stat.command === 'ksmd');
    expect(threads).toHaveLength(name === 'no-ksm' ? 0 : 1);
  });

  test('keeps the memory of a container where its identity points', () => {
    const mounts = parseCgroupMounts(textOf(files, 'proc/self/mountinfo'));
    const kept = Object.keys(files).filter((path) => path.endsWith('/memory.stat'));
    const pointed = processes.flatMap(({pid}) => {
      const {cgroup} = identifyContainer({cgroup: textOf(files, `proc/${pid}/cgroup`)});
      const mount = cgroup && mounts[cgroup.hierarchy];
      const path = cgroup && mount && `${cgroupDirectory(mount, cgroup.path)}/memory.stat`.slice(1);
      const bytes = path && parseCgroupAnonymousBytes(textOf(files, path), cgroup.hierarchy);
      return bytes === undefined ? [] : [path];
    });
    expect(new Set(pointed)).toEqual(new Set(kept));
  });

  test.runIf(tree.release.startsWith('6.') && name !== 'no-ksm')(
    'has processes that add up to the host',
    () => {
      const {counters} = ksmOf(files);
      const {pages_shared = 0, pages_sharing = 0, pages_unshared = 0} = counters;
      const {pages_volatile = -1} = counters;
      expect(pages_volatile).toBeGreaterThanOrEqual(0);
      const stats = processes.map(({pid}) => parseKsmStat(bytesOf(files, `proc/${pid}/ksm_stat`)));
      const items = stats.reduce((sum, {rmapItems = 0}) => sum + rmapItems, 0);
      expect(items).toBe(pages_shared + pages_sharing + pages_unshared + pages_volatile);
    },
  );
});

test('each release has the KSM files of its time', () => {
  const count = (name: string): number => {
    const {counters, parameters} = ksmOf(kernels[name]?.files ?? {});
    return Object.keys(counters).length + Object.keys(parameters).length;
  };
  expect(Object.keys(kernels).map((name) => [name, count(name)])).toEqual([
    ['kernel-2.6.32-openvz', 9],
    ['kernel-3.10', 9],
    ['kernel-5.10', 14],
    ['kernel-6.1', 14],
    ['kernel-6.6', 17],
    ['kernel-6.12', 24],
    ['kernel-6.18', 24],
    ['no-ksm', 0],
    ['negative-profit', 24],
    ['64k-pages', 24],
  ]);
});

test('the profit of a real host that loses', () => {
  const {counters} = ksmOf(kernels['negative-profit']?.files ?? {});
  expect(counters.general_profit).toBe(-201_384_320);
});

test('a tree is written and removed', () => {
  const {files} = kernelTree({
    release: '6.18.0',
    hostname: 'x',
    pageSizeBytes: 4096,
    cpuCount: 1,
    totalBytes: 2 ** 30,
    availableBytes: 2 ** 29,
    uptimeSeconds: 1,
    cgroups: 'v2',
    ksm: {run: 1},
    processes: [{pid: 5, command: 'a', container: 'host', root: {'etc/ld.so.preload': 'x'}}],
  });
  let directory = '';
  {
    using tree = writeTree(files);
    ({directory} = tree);
    expect(readFileSync(join(tree.sysfs, 'kernel/mm/ksm/run'), 'utf8')).toBe('1\n');
    expect(readFileSync(join(tree.procfs, '5/root/etc/ld.so.preload'), 'utf8')).toBe('x');
    expect(readlinkSync(join(tree.procfs, 'self/ns/pid'))).toMatch(/^pid:\[\d+\]$/);
    tree.update({'sys/kernel/mm/ksm/run': '2\n'});
    expect(readFileSync(join(tree.sysfs, 'kernel/mm/ksm/run'), 'utf8')).toBe('2\n');
    tree.remove('proc/5');
    expect(readdirSync(tree.procfs)).not.toContain('5');
  }

  expect(() => readdirSync(directory)).toThrow('ENOENT');
});
