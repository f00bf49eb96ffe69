import {describe, expect, test} from 'vitest';
import type {ElfFacts} from '../../../source/kernel/process/elf.js';
import type {MemoryRegion} from '../../../source/kernel/process/smaps.js';
import {deriveProcess} from '../../../source/model/derive/processes.js';
import {diagnose} from '../../../source/model/diagnosis/diagnosis.js';
import {advance} from '../../../source/model/model.js';
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

function told({process: changes, inspection, sample}: Given): string {
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

describe('who merges', () => {
  test('is told how much', () => {
    expect(told({process: merging})).toMatch(/^It merges: 3\.91 MiB of 4\.69 MiB offered/);
    expect(told({process: merging, sample: {ksm: {run: 0}}})).toMatch(/ksmd is stopped/);
  });

  test('is not known of one whose counts cannot be', () => {
    const ksm = {rmapItems: 1200, mergeable: true};
    const doubts = [{figure: 'ksm_merging_pages', value: -1, reason: 'is below zero'}];
    expect(told({process: {ksm, doubts}})).toMatch(
      /^What it merges is unknown, .* ksm_merging_pages is below zero\. .*update the kernel/s,
    );
  });

  test('at a loss is told so, by the pages of this host', () => {
    const process = {ksm: {rmapItems: 90_000, mergingPages: 700, mergeable: true}};
    expect(told({process})).toMatch(/at a loss: 129 pages .* \(limit 64\)/);
    const arm = {host: {pageSizeBytes: 65_536}};
    expect(told({process, sample: arm})).toMatch(/^It merges:/);
    const wide = {ksm: {rmapItems: 9_000_000, mergingPages: 700, mergeable: true}};
    expect(told({process: wide, sample: arm})).toMatch(/\(limit 1024\)/);
  });

  test('with a library that was replaced is told to restart', () => {
    const inspection = {library: {...library, mapped: true, deleted: true}};
    expect(told({process: {...merging, ...loaded}, inspection})).toMatch(
      /replaced or removed.*Restart/,
    );
  });
});

describe('who offers and does not merge', () => {
  test.each([
    ['a stopped ksmd', {sample: {ksm: {run: 0}}}, /ksmd is stopped/],
    ['the first scan', {sample: {ksm: {full_scans: 0}}}, /fewer than two full scans/],
    [
      'not scanned at all',
      {process: {ksm: {rmapItems: 0, mergingPages: 0, mergeable: true}}},
      /fewer than two full scans/,
    ],
    ['nothing alike', {}, /at a loss: nothing of it is merged/],
  ] as const)('%s', (_, given, text) => {
    expect(told({process: offering, ...given})).toMatch(text);
  });
});

describe('who loaded the library and offers nothing', () => {
  test.each([
    ['small allocations', [region(8192), region(16_384)], /under its threshold of 32\.0 KiB/],
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
    expect(told({process: loaded, inspection: {regions}})).toMatch(text);
  });

  test('whose memory map could not be read gets the likeliest', () => {
    expect(told({process: loaded, inspection: {regionsError: 'denied'}})).toMatch(/does not hook/);
  });

  test('with a threshold of its own is told that one', () => {
    const inspection = {regions: [region(2 ** 20)], mergeThresholdBytes: 2 ** 30};
    expect(told({process: loaded, inspection})).toMatch(/threshold of 1\.00 GiB/);
  });
});

describe('over SSH, where files inside containers are not read', () => {
  const sample = {host: {containerFilesRead: false}} as const;

  test('a process that asks for no library by its environment may ask by a file', () => {
    const process = {preload: {mapped: false}} as const;
    expect(told({process, sample})).toMatch(/is not known: .*are not read over SSH/);
    expect(told({process})).not.toMatch(/SSH/);
  });

  test('it is not said that a library is missing', () => {
    const process = {preload: {mapped: false, requested: path}} as const;
    const {present: _, ...unread} = library;
    expect(told({process, sample, inspection: {library: unread}})).toMatch(
      /was asked for, but is not loaded\. Whether it is there is not read over SSH/,
    );
  });
});

describe('who asked for the library in vain', () => {
  const {interpreter: _, ...staticElf} = elf;
  test.each([
    ['a static program', {program: staticElf, library}, /statically linked/],
    ['a setuid program', {program: elf, secure: true, library}, /setuid.*AT_SECURE/],
    ['no such file', {program: elf, library: {...library, present: false}}, /no such file/],
    ['musl', {program: {...elf, interpreter: '/lib/ld-musl-x86_64.so.1'}, library}, /runs on musl/],
    [
      'another word size',
      {program: {...elf, bits: 32 as const, machine: 'x86'}, library},
      /built for x86-64 \(64 bit\), the program for x86 \(32 bit\)/,
    ],
    ['installed later', {program: elf, library}, /started before it was installed/],
    ['nothing known', {}, /was asked for, but is not loaded/],
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
      /^"\/usr\/lib\/libksm_preload\.so" was asked for, but .* quotation marks/,
    ],
    [
      'a directory whose name has a comma',
      {program: elf, library: {...library, path: '/opt/a,b/libksm_preload.so'}},
      /started before it was installed/,
    ],
    [
      'a relative path',
      {program: elf, library: {path: 'lib/libksm_preload.so', mapped: false, deleted: false}},
      /working directory .* begins with a slash/,
    ],
  ])('%s', (_name, inspection, text) => {
    expect(told({process: requested, inspection})).toMatch(text);
  });
});

describe('who did nothing', () => {
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
      'a guest told not to',
      {process: {commandLine: 'qemu-system-x86_64 -machine q35,mem-merge=off'}},
      /mem-merge=off/,
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
    expect(told(given as Given)).toMatch(text);
  });
});

test('who has more environment than is read is not said to ask for nothing', () => {
  const process = {preload: {mapped: false} as const};
  expect(told({process})).toMatch(/whether it asks for one could not be read: .* grep/);
});

test('a memory map of more regions than a call takes arguments is looked at all the same', () => {
  const regions = Array.from({length: 300_000}, () => region(8192));
  expect(told({process: loaded, inspection: {regions}})).toMatch(/under its threshold/);
});

const nobody = {reader: {root: false, ptrace: false, readSearch: false}};

test('who offers nothing, and hides what he has loaded', () => {
  const process = {
    readable: false,
    ksm: {rmapItems: 0, mergingPages: 0, zeroPages: 0},
    preload: {},
    refusal: {file: 'maps', errno: 'EACCES'} as const,
  };
  expect(told({process, sample: {host: nobody}})).toMatch(
    /^It offers nothing; whether a library is loaded could not be read\. \| Run ksmtop as root\.$/,
  );
  expect(told({process, sample: {host: {reader: {...nobody.reader, root: true}}}})).toMatch(
    /could not be read: root lacks CAP_SYS_PTRACE for \/proc\/\d+\/maps/,
  );
});

describe('who cannot be read', () => {
  const refusal = {file: 'ksm_stat', errno: 'EACCES'} as const;
  const process = {readable: false, ksm: undefined, preload: {}, refusal};
  test.each([
    ['for want of rights', 'denied', /could not be read.*as root/],
    ['since it hangs', 'too slow', /does not answer: .* lock .*wchan/],
    ['since others hang', 'not tried', /was not read: so many other processes hang/],
    ['for want of files', 'no resources', /could not be read: .* no files or memory left/],
  ] as const)('%s', (_, regionsError, text) => {
    expect(told({process, sample: {host: nobody}, inspection: {regionsError}})).toMatch(text);
  });
});
