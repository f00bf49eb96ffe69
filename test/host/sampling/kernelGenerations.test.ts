import {beforeAll, describe, expect, test} from 'vitest';
import {createLocalHost} from '../../../source/host/local/localHost.js';
import {parseKsmFiles} from '../../../source/kernel/ksm/ksmFiles.js';
import {parseKsmStat} from '../../../source/kernel/process/ksmStat.js';
import type {Sample} from '../../../source/model/sample/sample.js';
import {kernels} from '../../fixtures/kernels/kernels.js';
import type {ProcessDescription} from '../../fixtures/process.js';
import {isAtLeast} from '../../fixtures/release.js';
import {type TreeFiles, writeTree} from '../../fixtures/tree.js';
import {processOf, wholeSample} from '../../support/hosts/describedHost.js';

function textOf(files: TreeFiles, path: string): string | undefined {
  const entry = files[path];
  return typeof entry === 'string' ? entry : undefined;
}

function ksmTexts(files: TreeFiles): Record<string, string> {
  const directory = 'sys/kernel/mm/ksm/';
  return Object.fromEntries(
    Object.keys(files)
      .filter((path) => path.startsWith(directory))
      .map((path) => [path.slice(directory.length), textOf(files, path) ?? '']),
  );
}

function isUser({kernelThread}: ProcessDescription): boolean {
  return !kernelThread;
}

describe.each(Object.entries(kernels))('%s', (_, tree) => {
  const {files, processes} = tree;
  const users = processes.filter(isUser);
  let sample: Sample;

  beforeAll(async () => {
    using written = writeTree(files);
    const host = createLocalHost(written);
    sample = await wholeSample(host);
    await host.close();
  });

  test('shows the host and its KSM', () => {
    expect(sample.host).toMatchObject({
      name: tree.hostname,
      kernelRelease: tree.release,
      cpuCount: tree.cpuCount,
      pageSizeBytes: tree.pageSizeBytes,
      rmapItemBytes: 64,
      ticksPerSecond: 100,
      uptimeSeconds: tree.uptimeSeconds,
    });
    const texts = ksmTexts(files);
    expect(sample.ksm).toEqual(texts.run === undefined ? undefined : parseKsmFiles(texts));
    expect(sample.vmstat).toEqual(tree.vmstat ?? {});
    const ksmd = processes.find(({command}) => command === 'ksmd');
    expect(sample.ksmd).toEqual(ksmd && {pid: ksmd.pid, cpuTicks: ksmd.cpuTicks});
  });

  test('shows every user process in its container, and no kernel thread', () => {
    const seen = sample.processes?.map(({pid, container}) => [pid, container.id]);
    expect(seen).toEqual(
      users
        .map(({pid, container}) => [pid, container] as const)
        .sort(([a], [b]) => a - b)
        .map((pair) => [...pair]),
    );
    expect(sample.processes?.every(({readable}) => readable)).toBe(true);
  });

  test("shows each process's KSM figures, as far as this kernel has them", async () => {
    for (const {pid, state, ksm = {}} of users) {
      const told = processOf(sample, pid).ksm;
      const path = `proc/${pid}/ksm_stat`;
      const mergingPages = textOf(files, `proc/${pid}/ksm_merging_pages`);
      if (mergingPages === undefined && files[path] === undefined) {
        expect(told).toBeUndefined();
      } else {
        expect(told).toEqual({
          ...parseKsmStat(Buffer.from(textOf(files, path) ?? '')),
          ...(state !== 'Z' && {mergingPages: ksm.mergingPages ?? 0}),
        });
      }
    }
  });

  test('shows which processes request and map a library, and their memory', () => {
    for (const {pid, state, libraries = [], residentPages = 1200, ...process} of users) {
      const {preload, anonBytes} = processOf(sample, pid);
      const shared = process.sharedPages ?? Math.floor(residentPages / 4);
      const pages = state === 'Z' ? 0 : residentPages - shared;
      expect(anonBytes).toBe(pages * tree.pageSizeBytes);
      const mapped = libraries.find((path) =>
        /\/libksm[_-]\w+\.so[.\d]*(?: \(deleted\))?$/.test(path),
      );
      const isLibrary = mapped !== undefined && !mapped.startsWith('/memfd:');
      expect(preload.mapped).toBe(isLibrary ? mapped.replace(' (deleted)', '') : false);
      const asked = /^LD_PRELOAD=.*?([^ :]*libksm[^ :]*)/m.exec(
        process.environment?.find((line) => line.startsWith('LD_PRELOAD=')) ?? '',
      )?.[1];
      const file = String(process.root?.['etc/ld.so.preload'] ?? '').match(/^\/.*libksm.*$/m)?.[0];
      expect(preload.requested).toBe(asked ?? file ?? false);
    }
  });

  test('adds up memory by container where cgroups do', () => {
    const described = Object.entries(files).flatMap(([path, text]) =>
      path.endsWith('/memory.stat') ? [/^(?:anon|total_rss) (\d+)$/m.exec(String(text))?.[1]] : [],
    );
    expect(Object.values(sample.containerMemory).sort()).toEqual(described.map(Number).sort());
  });

  test('reads only the files that this kernel has', () => {
    // Guards the tests above: a fixture without the file of its release would let them pass.
    const first = users[0]?.pid;
    const hasKsm = Object.keys(files).some((path) => path === 'sys/kernel/mm/ksm/run');
    expect(`proc/${first}/ksm_stat` in files).toBe(hasKsm && isAtLeast(tree.release, '6.1'));
  });
});
