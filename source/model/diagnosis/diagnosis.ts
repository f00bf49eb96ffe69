import type {MemoryRegion} from '../../kernel/process/smaps.js';
import {shellWord} from '../../text/shell.js';
import {formatBytes} from '../../text/units.js';
import {prctlSupport} from '../derive/kernelFeatures.js';
import {memoryKsmTrial, memoryKsmVersions} from '../derive/memoryKsm.js';
import type {ProcessRow} from '../derive/processes.js';
import {flawedEntry, relativeEntry, unknownToMusl} from './preloadFlaws.js';
import type {Case, Diagnosis, Reason} from './reason.js';
import {
  doesNotAnswer,
  fileNotReadOverSsh,
  noResources,
  notBelievable,
  notReadable,
  notTried,
  tooLarge,
} from './unreadReasons.js';

/** Tells the first reason that holds, the surest and the most telling before the rest. */
export function diagnose(facts: Case): Diagnosis {
  const reasons = [notBelievable, ...(reasonsByState[facts.row.preload] ?? [])];
  for (const reason of reasons) {
    const diagnosis = reason(facts);
    if (diagnosis) return diagnosis;
  }
  return notReadable(facts);
}

const byPrctl = 'opt in by prctl (ksmtop guide tells whether MemoryKSM=yes works here)';

const {first} = memoryKsmVersions;

/** What the library does not hook, so that such memory stays out. */
const unhooked = 'mmap64, memalign, aligned_alloc, the stack or the data segment';

const atALoss: Reason = ({row, sample}) => {
  if ((row.profitBytes ?? 0) >= 0) return undefined;
  const {rmapItems = 0, mergingPages = 0} = row.process.ksm ?? {};
  const items = mergingPages > 0 ? Math.round(rmapItems / mergingPages) : rmapItems;
  const {pageSizeBytes, rmapItemBytes} = sample.host;
  const metadata = formatBytes(rmapItems * rmapItemBytes);
  // More items than these for a merged page, and their metadata is larger than it.
  const limit = pageSizeBytes / rmapItemBytes;
  return {
    text:
      mergingPages > 0
        ? `It merges at a loss: ${items} pages are tracked for each merged one (limit ${limit}), and their metadata, ${metadata}, is more than it saves.`
        : `It offers memory at a loss: nothing of it is merged, and its metadata costs ${metadata}.`,
    cure: `${withoutOptIn[row.optIn] ?? 'Remove its opt-in'} and restart it.`,
  };
};

const withoutOptIn: Readonly<Partial<Record<ProcessRow['optIn'], string>>> = {
  preload: 'Remove the library from its LD_PRELOAD',
  prctl: 'Remove MemoryKSM=yes, or its call of prctl',
  madvise: 'Let it offer no memory (QEMU: mem-merge=off; others have a setting of their own)',
};

const replacedLibrary: Reason = ({inspection: {library}}) =>
  library?.deleted
    ? {
        text: `It runs with ${library.path}, which was replaced or removed since it started.`,
        cure: 'Restart the program to load the new library.',
      }
    : undefined;

const merges: Reason = ({row, sample}) => ({
  text: `It merges: ${formatBytes(row.mergedBytes)} of ${formatBytes(row.offeredBytes)} offered, its share of the savings is ${formatBytes(row.savedBytes)}.`,
  ...(sample.ksm?.parameters.run === '1'
    ? {}
    : {cure: 'ksmd is stopped: nothing new merges; s starts it.'}),
});

const ksmdStopped: Reason = ({sample}) =>
  sample.ksm?.parameters.run === '1'
    ? undefined
    : {text: 'It offers memory, but ksmd is stopped.', cure: 'Press s to start ksmd.'};

const notScannedYet: Reason = ({row, scans, sample: {host}}) => {
  const {startTicks} = row.process;
  const startedSeconds = startTicks && startTicks / host.ticksPerSecond;
  const ageSeconds = host.uptimeSeconds && startedSeconds && host.uptimeSeconds - startedSeconds;
  const twoScansSeconds = 2 * (scans.fullScanSeconds ?? 0);
  const young = ageSeconds !== undefined && ageSeconds < twoScansSeconds;
  if (row.process.ksm?.rmapItems !== 0 && !scans.firstScan && !young) return undefined;
  return {
    text: 'It offers memory, but fewer than two full scans have passed: the first records pages, the second merges them.',
    cure: 'Wait, or press ] to scan faster.',
  };
};

const nothingAlike: Reason = () => ({
  text: 'It offers memory, but no page of it is like another one, or its pages change faster than ksmd scans them.',
  cure: 'If that does not change for hours, remove the opt-in: scanning it costs CPU.',
});

const belowThreshold: Reason = ({inspection: {regions, mergeThresholdBytes = 32_768}}) => {
  const isLarge = ({sizeBytes}: MemoryRegion) => sizeBytes > mergeThresholdBytes;
  if (!regions || regions.filter(isMergeCandidate).some(isLarge)) return undefined;
  return {
    text: `The library is loaded, but every allocation is under its threshold of ${formatBytes(mergeThresholdBytes)}.`,
    cure: 'Set KSMP_MERGE_THRESHOLD to a smaller number of bytes and restart the program.',
  };
};

const otherCalls: Reason = ({inspection: {mergeThresholdBytes = 32_768}}) => ({
  text: `The library is loaded, but nothing is offered: allocations are under ${formatBytes(mergeThresholdBytes)} each, or come through calls that it does not hook (${unhooked}).`,
  cure: `Lower KSMP_MERGE_THRESHOLD, or ${byPrctl}.`,
});

/** Every small program is mostly its files; only in a large one that is worth a word. */
const worthMentioningBytes = 16 * 1024 * 1024;

const neverMerged: Reason = ({inspection: {regions}}) => {
  if (!regions) return undefined;
  let resident = 0;
  let anonymous = 0;
  const kinds = {shared: 0, hugetlb: 0, file: 0};
  for (const region of regions) {
    resident += region.residentBytes;
    if (region.unmergeable === 'hugetlb') kinds.hugetlb += region.residentBytes;
    else if (region.unmergeable === 'shared') kinds.shared += region.residentBytes;
    else {
      anonymous += region.anonymousBytes;
      kinds.file += region.residentBytes - region.anonymousBytes;
    }
  }
  if (resident < worthMentioningBytes || anonymous > resident / 4) return undefined;
  const [kind] = Object.entries(kinds).sort((a, b) => b[1] - a[1])[0] ?? ['file'];
  const words: Record<string, string> = {
    shared: 'shared memory',
    hugetlb: 'huge pages (hugetlb)',
    file: 'file-backed memory',
  };
  return {
    text: `Most of its ${formatBytes(resident)} is ${words[kind]}, which KSM never merges; only ${formatBytes(anonymous)} is private anonymous memory.`,
    cure: 'For a QEMU guest: no hugetlbfs, no share=on; else leave it as it is.',
  };
};

const staticProgram: Reason = ({inspection: {program, library}}) =>
  program && program.interpreter === undefined && library
    ? {
        text: `${library.path} was asked for, but the program is statically linked: no loader reads LD_PRELOAD.`,
        cure: `Use a dynamically linked build, or ${byPrctl}.`,
      }
    : undefined;

const secureProgram: Reason = ({inspection: {secure, library, preloadVariable = true}}) =>
  secure && library && preloadVariable
    ? {
        text: `${library.path} was asked for, but the program is setuid or has file capabilities (AT_SECURE): the loader ignores such a path.`,
        cure: `Name the library in /etc/ld.so.preload of the container, or ${byPrctl}.`,
      }
    : undefined;

const missingLibrary: Reason = ({inspection: {library}}) =>
  library?.present === false
    ? {
        text: `${library.path} was asked for, but there is no such file in the root of its container.`,
        cure: 'Install the library in the container (ksmtop guide), then restart the program.',
      }
    : undefined;

const otherLibc: Reason = ({inspection: {program, library}}) =>
  library && program?.interpreter?.includes('ld-musl')
    ? {
        text: `${library.path} was asked for, but was not loaded, and the program runs on musl: it was started before the library was there, or the library is not built for musl.`,
        cure: 'Build the library with musl (in Alpine: gcc, cmake) before a restart: with one for glibc, programs may not even start. Or opt in by prctl (ksmtop guide tells whether that works here).',
      }
    : undefined;

const otherMachine: Reason = ({inspection: {program, library}}) => {
  const elf = library?.elf;
  if (!program || !elf || (elf.bits === program.bits && elf.machine === program.machine))
    return undefined;
  return {
    text: `${library.path} is built for ${elf.machine} (${elf.bits} bit), the program for ${program.machine} (${program.bits} bit).`,
    cure: 'Install the library for that architecture too (lib32, or use $LIB in the path).',
  };
};

const startedBefore: Reason = ({inspection: {library}}) =>
  library?.present
    ? {
        text: `${library.path} was asked for and is there now, but was not loaded: the program was started before it was installed, or the loader could not use it.`,
        cure: 'Restart the program; its standard error says what the loader thinks.',
      }
    : undefined;

const libraryNotReadOverSsh: Reason = ({inspection: {library}, sample}) =>
  library && library.present === undefined && sample.host.containerFilesRead === false
    ? {
        text: `${library.path} was asked for, but is not loaded. Whether it is there is not read over SSH.`,
        cure: 'Look for it in its container, and for "cannot be preloaded" in its standard error.',
      }
    : undefined;

const requestedOnly: Reason = ({row}) => ({
  text: `${row.process.preload.requested || 'A KSM library'} was asked for, but is not loaded.`,
  cure: 'Look for "cannot be preloaded" in its standard error.',
});

/** prctl(PR_SET_MEMORY_MERGE) was dropped by exec from 6.4, where it came, to 6.6. */
const prctlLostOverExec: Reason = ({inspection: {unitMemoryKsm}, sample}) => {
  if (!unitMemoryKsm) return undefined;
  const release = sample.host.kernelRelease;
  if (prctlSupport(sample) === 'lost at exec') {
    return {
      text: `Its unit has MemoryKSM=yes, but Linux ${release} drops the opt-in at exec (6.4 to 6.6 do).`,
      cure: 'Upgrade the kernel to 6.7 or later, or preload the library.',
    };
  }
  return {
    text: 'Its unit has MemoryKSM=yes, but the process has not opted in: it was started before that was set.',
    cure: `Restart the service; but with systemd ${first} or ${first + 1} only if this succeeds: ${memoryKsmTrial}. A service that has it may not start there.`,
  };
};

const notOptedIn: Reason = ({row, sample}) => {
  const installed = sample.containerLibraries[row.process.container.id];
  const path = installed ? shellWord(installed) : undefined;
  const preload = path ? `Start it with LD_PRELOAD=${path}, which is there` : 'Preload the library';
  return {
    text: 'It has not opted in: KSM merges only memory that a program offers.',
    cure: `${preload}; ksmtop guide shows every way that works here.`,
  };
};

const mergeOff: Reason = ({row}) =>
  /(?:^|[\s,])mem-merge=off/.test(row.process.commandLine ?? '')
    ? {
        text: 'QEMU was started with mem-merge=off, so it does not offer the memory of its guest.',
        cure: 'Start it with -machine …,mem-merge=on (the default), or drop nosharepages in libvirt.',
      }
    : undefined;

const borrowed: Reason = ({row}) =>
  row.borrowsMemory
    ? {
        text: `It runs in the memory of its parent ${row.process.parentPid} (vfork or clone), and is counted there.`,
      }
    : undefined;

const reasonsByState: Readonly<Record<ProcessRow['preload'], readonly Reason[]>> = {
  merging: [borrowed, atALoss, replacedLibrary, merges],
  mergeable: [ksmdStopped, notScannedYet, neverMerged, atALoss, nothingAlike],
  loaded: [replacedLibrary, neverMerged, belowThreshold, otherCalls],
  requested: [
    staticProgram,
    flawedEntry,
    secureProgram,
    unknownToMusl,
    missingLibrary,
    otherMachine,
    otherLibc,
    startedBefore,
    relativeEntry,
    libraryNotReadOverSsh,
    requestedOnly,
  ],
  none: [prctlLostOverExec, mergeOff, neverMerged, notOptedIn],
  unknown: [doesNotAnswer, notTried, noResources, fileNotReadOverSsh, tooLarge],
};

/** Private memory that the library could offer. */
export function isMergeCandidate({name, unmergeable, anonymousBytes}: MemoryRegion): boolean {
  return !unmergeable && anonymousBytes > 0 && (name === '' || name === '[heap]');
}
