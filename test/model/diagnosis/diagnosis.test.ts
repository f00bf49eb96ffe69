import {describe, expect, test} from 'vitest';
import type {ElfFacts} from '../../../source/kernel/process/loader/elf.js';
import type {MemoryRegion} from '../../../source/kernel/process/memory/smaps.js';
import {advance} from '../../../source/model/advance.js';
import {deriveProcess} from '../../../source/model/derive/processes.js';
import {diagnose} from '../../../source/model/diagnosis/diagnosis.js';
import type {Inspection, LibraryFacts} from '../../../source/model/sample/inspection.js';
import type {Sample} from '../../../source/model/sample/sample.js';
import {processOf, sampleOf} from '../../fixtures/sample.js';

const path = '/usr/lib/libksm_preload.so';
const elf: ElfFacts = {bits: 64, machine: 'x86-64', interpreter: '/lib64/ld-linux-x86-64.so.2'};
const library: LibraryFacts = {path, mapped: false, deleted: false, present: true, elf};

type Given = {
  process?: Parameters<typeof processOf>[0];
  inspection?: Partial<Inspection>;
  sample?: Parameters<typeof sampleOf>[0];
};

function diagnosed({process: changes, inspection, sample}: Given): string {
  const process = processOf(changes);
  const full: Sample = sampleOf({
    ...sample,
    ksm: {pages_shared: 10, pages_sharing: 990, full_scans: 9, ...(sample?.ksm || {})},
    processes: [process],
  });
  const model = advance(undefined, full);
  const {text, cure = ''} = diagnose({
    row: deriveProcess(model, process),
    sample: full,
    scans: model.scans,
    inspection: {
      pid: process.pid,
      startTicks: process.startTicks,
      timeMs: 0,
      namespaces: {},
      ...inspection,
    },
  });
  expect(`${text}${cure}`).not.toMatch(/undefined|NaN|–/);
  return `${text} | ${cure}`;
}

const region = (sizeBytes: number, more: Partial<MemoryRegion> = {}): MemoryRegion => ({
  addresses: '7f0000000000-7f0000001000',
  proportionalBytes: sizeBytes,
  name: '',
  sizeBytes,
  residentBytes: sizeBytes,
  anonymousBytes: sizeBytes,
  ...more,
});

const merging = {ksm: {rmapItems: 1200, mergingPages: 1000, zeroPages: 0, mergeable: true}};
const offering = {ksm: {rmapItems: 1200, mergingPages: 0, zeroPages: 0, mergeable: true}};
const loaded = {preload: {mapped: path, requested: path}};
const requested = {preload: {mapped: false, requested: path}} as const;

describe('a process that merges', () => {
  test('is said to merge, and how much', () => {
    expect(diagnosed({process: merging})).toMatch(/^It merges 3\.91 MiB of 4\.69 MiB offered/);
    expect(diagnosed({process: merging, sample: {ksm: {run: 0}}})).toMatch(/ksmd is stopped/);
  });

  test('does not say that ksmd is stopped where that is unknown', () => {
    const model = advance(
      undefined,
      sampleOf({ksm: {pages_shared: 10, pages_sharing: 990}, processes: [processOf(merging)]}),
    );
    const {counters = {}} = model.sample.ksm ?? {};
    const sample = {...model.sample, ksm: {counters, parameters: {}}};
    const [process = processOf()] = sample.processes ?? [];
    const row = deriveProcess(model, process);
    const inspection = {
      pid: process.pid,
      startTicks: process.startTicks,
      timeMs: 0,
      namespaces: {},
    };
    const {text, cure} = diagnose({row, sample, scans: model.scans, inspection});
    expect([text, cure]).toEqual([expect.stringMatching(/^It merges/), undefined]);
  });

  test('with an impossible count has an unknown result', () => {
    const ksm = {rmapItems: 1200, mergeable: true};
    const doubts = [{figure: 'ksm_merging_pages', value: -1, reason: 'is below zero'}];
    expect(diagnosed({process: {ksm, doubts}})).toMatch(
      /^What it merges is unknown because .* ksm_merging_pages is below zero\. .*update the kernel/s,
    );
  });

  test('at a loss is judged by the page size of the host', () => {
    const process = {ksm: {rmapItems: 90_000, mergingPages: 700, mergeable: true}};
    expect(diagnosed({process})).toMatch(/at a loss: ksmd tracks 129 pages .* \(limit 64\)/);
    const arm = {host: {pageSizeBytes: 65_536}};
    expect(diagnosed({process, sample: arm})).toMatch(/^It merges /);
    const wide = {ksm: {rmapItems: 9_000_000, mergingPages: 700, mergeable: true}};
    expect(diagnosed({process: wide, sample: arm})).toMatch(/\(limit 1024\)/);
    const alone = {ksm: {rmapItems: 1000, mergingPages: 1000, mergeable: true}};
    const unshared = {ksm: {pages_shared: 2000, pages_sharing: 0}};
    expect(diagnosed({process: alone, sample: unshared})).toMatch(/tracks 1 page per merged page/);
  });

  test('with a replaced library needs a restart', () => {
    const inspection = {library: {...library, mapped: true, deleted: true}};
    expect(diagnosed({process: {...merging, ...loaded}, inspection})).toMatch(
      /replaced or removed.*Restart/,
    );
  });
});

describe('a process that offers memory and does not merge', () => {
  test.each([
    ['a stopped ksmd', {sample: {ksm: {run: 0}}}, /ksmd is stopped/],
    ['the first scan', {sample: {ksm: {full_scans: 0}}}, /not completed two full scans/],
    [
      'not scanned at all',
      {process: {ksm: {rmapItems: 0, mergingPages: 0, mergeable: true}}},
      /not completed two full scans/,
    ],
    ['nothing alike', {}, /at a loss: nothing is merged/],
  ] as const)('%s', (_, given, text) => {
    expect(diagnosed({process: offering, ...given})).toMatch(text);
  });
});

describe('a process that loaded the library and offers nothing', () => {
  test.each([
    ['small allocations', [region(8192), region(16_384)], /below its threshold of 32\.0 KiB/],
    [
      'memory that is never merged',
      [
        region(2 ** 20),
        region(2 ** 26, {unmergeable: 'shared', anonymousBytes: 0}),
        region(2 ** 25, {unmergeable: 'hugetlb', anonymousBytes: 0}),
      ],
      /is shared memory, which KSM never merges; only 1\.00 MiB/,
    ],
    ['other calls', [region(2 ** 26)], /calls that it does not hook \(mmap64/],
  ])('%s', (_, regions, text) => {
    expect(diagnosed({process: loaded, inspection: {regions}})).toMatch(text);
  });

  test('without a readable memory map gets the likeliest reason', () => {
    expect(diagnosed({process: loaded, inspection: {regionsError: 'denied'}})).toMatch(
      /does not hook/,
    );
  });

  test('with a threshold of its own is judged by that', () => {
    const inspection = {regions: [region(2 ** 20)], mergeThresholdBytes: 2 ** 30};
    expect(diagnosed({process: loaded, inspection})).toMatch(/threshold of 1\.00 GiB/);
  });
});

describe('over SSH, where files inside containers are not read', () => {
  const sample = {host: {containerFilesRead: false}} as const;

  test('a process that asks for no library by its environment may ask by a file', () => {
    const process = {preload: {mapped: false}} as const;
    expect(diagnosed({process, sample})).toMatch(/is unknown: .*are not read over SSH/);
    expect(diagnosed({process})).not.toMatch(/SSH/);
  });

  test('it is not said that a library is missing', () => {
    const process = {preload: {mapped: false, requested: path}} as const;
    const {present: _, ...unread} = library;
    expect(diagnosed({process, sample, inspection: {library: unread}})).toMatch(
      /was requested but is not loaded\. Whether the file exists is not read over SSH/,
    );
  });
});

describe('a process that requested the library and has not loaded it', () => {
  const {interpreter: _, ...staticElf} = elf;
  test.each([
    ['a static program', {program: staticElf, library}, /statically linked/],
    ['a setuid program', {program: elf, secure: true, library}, /setuid.*AT_SECURE/],
    ['no such file', {program: elf, library: {...library, present: false}}, /that file is missing/],
    ['musl', {program: {...elf, interpreter: '/lib/ld-musl-x86_64.so.1'}, library}, /uses musl/],
    [
      'another word size',
      {program: {...elf, bits: 32 as const, machine: 'x86'}, library},
      /built for x86-64 \(64-bit\), the program for x86 \(32-bit\)/,
    ],
    ['installed later', {program: elf, library}, /started before it was installed/],
    ['nothing known', {}, /was requested but is not loaded/],
    [
      'a setuid program, in /etc/ld.so.preload',
      {program: elf, secure: true, library, preloadVariable: false as const, preloadFile: [path]},
      /started before it was installed/,
    ],
    [
      'musl, in /etc/ld.so.preload',
      {
        program: {...elf, interpreter: '/lib/ld-musl-x86_64.so.1'},
        library,
        preloadVariable: false as const,
        preloadFile: [path],
      },
      /does not read that file/,
    ],
    [
      'musl, by $LIB',
      {
        program: {...elf, interpreter: '/lib/ld-musl-x86_64.so.1'},
        library: {...library, path: '/usr/$LIB/libksm_preload.so'},
      },
      /expands no variables/,
    ],
    [
      'quotes',
      {program: elf, library: {path: `"${path}"`, mapped: false, deleted: false, present: false}},
      /^"\/usr\/lib\/libksm_preload\.so" was requested, but .* quotation marks/,
    ],
    [
      'a directory whose name has a comma',
      {program: elf, library: {...library, path: '/opt/a,b/libksm_preload.so'}},
      /started before it was installed/,
    ],
    [
      'a relative path',
      {program: elf, library: {path: 'lib/libksm_preload.so', mapped: false, deleted: false}},
      /relative to the directory .* begins with a slash/,
    ],
  ])('%s', (_name, inspection, text) => {
    expect(diagnosed({process: requested, inspection})).toMatch(text);
  });
});

describe('a process that has not opted in', () => {
  test.each([
    ['nothing', {}, /has not opted in/],
    [
      'nothing, though the library is there',
      {sample: {containerLibraries: {host: '/usr/lib/libksm_preload.so'}}},
      /Start it with LD_PRELOAD=\/usr\/lib\/libksm_preload\.so/,
    ],
    ['its unit says otherwise', {inspection: {unitMemoryKsm: true}}, /MemoryKSM=yes.*before that/],
    [
      'its unit says otherwise, on 6.6',
      {inspection: {unitMemoryKsm: true}, sample: {host: {kernelRelease: '6.6.63-1'}}},
      /drops the opt-in at exec/,
    ],
    [
      'its unit says otherwise, and systemd may be too old',
      {inspection: {unitMemoryKsm: true}},
      /it started before that was set, or systemd is older than 254 and ignores it\./,
    ],
    [
      "a user's unit says otherwise",
      {
        inspection: {unitMemoryKsm: true},
        process: {
          container: {kind: 'service', id: 'service:user@1000.service/a.service', name: 'a'},
        },
      },
      / systemd-run --user --wait -p MemoryKSM=yes true$/,
    ],
    [
      'a guest with merging off',
      {process: {commandLine: 'qemu-system-x86_64 -machine q35,mem-merge=off'}},
      /mem-merge=off/,
    ],
    [
      'a guest with shared memory',
      {
        process: {
          command: 'kvm',
          commandLine: '/usr/bin/kvm -id 100 -object memory-backend-memfd,share=on,size=1G',
        },
      },
      /^QEMU was started with shared memory or huge pages .*ksmtop guide shows how/,
    ],
    [
      'a guest of which the command line says nothing',
      {process: {command: 'qemu-system-x86', commandLine: 'qemu-system-x86_64 -name web'}},
      /^QEMU does not offer the memory of its guest/,
    ],
    [
      'a guest of Cloud Hypervisor',
      {process: {command: 'cloud-hyperviso', commandLine: 'cloud-hypervisor --memory size=1G'}},
      /mergeable=on/,
    ],
    [
      'a guest of Firecracker',
      {process: {command: 'firecracker', commandLine: 'firecracker --id x'}},
      /^Firecracker has no option .* \| $/,
    ],
    [
      'a program of a kernel that tells nothing, with its memory map',
      {
        process: {ksm: undefined, commandLine: 'qemu-system-x86_64 -name web'},
        sample: {host: {kernelRelease: '5.10.0'}},
        inspection: {regions: [region(2 ** 26, {mergeable: true}), region(2 ** 20)]},
      },
      /^It offers 64\.0 MiB, by its memory map; Linux 5\.10\.0 does not show how much of it merges/,
    ],
    [
      'the same, without its memory map',
      {process: {ksm: undefined}, sample: {host: {kernelRelease: '5.10.0'}}},
      /^Whether it offers memory is unknown: Linux 5\.10\.0 does not show it/,
    ],
    [
      'the same, with a memory map in which nothing is offered',
      {
        process: {ksm: undefined},
        sample: {host: {kernelRelease: '5.10.0'}},
        inspection: {regions: [region(2 ** 26)]},
      },
      /^It has not opted in/,
    ],
    [
      'files alone',
      {
        inspection: {
          regions: [region(2 ** 26, {anonymousBytes: 2 ** 20, name: '/usr/bin/java'})],
        },
      },
      /file-backed memory, which KSM never merges/,
    ],
  ] as const)('%s', (_, given, text) => {
    expect(diagnosed(given as Given)).toMatch(text);
  });
});

test('with too large an environment, whether a library is requested is unknown', () => {
  const process = {preload: {mapped: false} as const};
  expect(diagnosed({process})).toMatch(/Whether it requests one is unknown: .* grep/);
});

test('a memory map of more regions than a call takes arguments is diagnosed all the same', () => {
  const regions = Array.from({length: 300_000}, () => region(8192));
  expect(diagnosed({process: loaded, inspection: {regions}})).toMatch(/below its threshold/);
});

const nobody = {reader: {root: false, ptrace: false, readSearch: false}};

test('a process that offers nothing, and whose libraries cannot be read', () => {
  const process = {
    readable: false,
    ksm: {rmapItems: 0, mergingPages: 0, zeroPages: 0},
    preload: {},
    refusal: {file: 'maps', errno: 'EACCES'} as const,
  };
  expect(diagnosed({process, sample: {host: nobody}})).toMatch(
    /^It offers nothing; whether a library is loaded could not be read\. \| Run ksmtop as root\.$/,
  );
  expect(diagnosed({process, sample: {host: {reader: {...nobody.reader, root: true}}}})).toMatch(
    /could not be read: root lacks CAP_SYS_PTRACE for \/proc\/\d+\/maps/,
  );
});

describe('a process that cannot be read', () => {
  const refusal = {file: 'ksm_stat', errno: 'EACCES'} as const;
  const process = {readable: false, ksm: undefined, preload: {}, refusal};
  test.each([
    ['for want of rights', 'denied', /could not be read.*as root/],
    ['since it hangs', 'too slow', /Reading its KSM state hangs: .* lock .*wchan/],
    ['since others hang', 'not tried', /was not read: too many reads of other processes hang/],
    [
      'for want of file descriptors',
      'no resources',
      /could not be read: .* run out of file descriptors or memory/,
    ],
  ] as const)('%s', (_, regionsError, text) => {
    expect(diagnosed({process, sample: {host: nobody}, inspection: {regionsError}})).toMatch(text);
  });
});
