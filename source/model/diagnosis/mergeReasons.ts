import {countOf} from '../../text/count.js';
import {formatBytes} from '../../text/units.js';
import {isStopped} from '../derive/ksmd/paceWindow.js';
import type {ProcessRow} from '../derive/processes.js';
import type {Reason} from './reason.js';

const startCure = 'Start ksmd with ksmtop set run=1 (key s).';

/** Its rmap items cost more than its merged pages save: its profit is negative. */
export const atALoss: Reason = ({row, sample}) => {
  if ((row.profitBytes ?? 0) >= 0) return undefined;
  const {rmapItems = 0, mergingPages = 0} = row.process.ksm ?? {};
  const items = mergingPages > 0 ? Math.round(rmapItems / mergingPages) : rmapItems;
  const {pageSizeBytes, rmapItemBytes} = sample.host;
  const metadata = formatBytes(rmapItems * rmapItemBytes);
  // With more items than this per merged page, their metadata is larger than the page.
  const limit = pageSizeBytes / rmapItemBytes;
  return {
    text:
      mergingPages > 0
        ? `It merges at a loss: ksmd tracks ${countOf(items, 'page')} per merged page (limit ${limit}), and their metadata (${metadata}) is larger than the savings.`
        : `It offers memory at a loss: nothing is merged, and tracking its pages costs ${metadata}.`,
    cure: `${withoutOptIn[row.optIn] ?? 'Remove its opt-in'} and restart it.`,
  };
};

const withoutOptIn: Readonly<Partial<Record<ProcessRow['optIn'], string>>> = {
  preload: 'Remove the library from its LD_PRELOAD',
  prctl: 'Remove MemoryKSM=yes, or the prctl call in the program,',
  madvise: 'Turn off merging in its own settings (QEMU: mem-merge=off)',
};

export const merges: Reason = ({row, sample}) => ({
  text: `It merges ${formatBytes(row.mergedBytes)} of ${formatBytes(row.offeredBytes)} offered; its share of the savings is ${formatBytes(row.savedBytes)}.`,
  ...(isStopped(sample) && {cure: `ksmd is stopped, so nothing new merges. ${startCure}`}),
});

/** A child of vfork, or a clone with CLONE_VM. */
export const borrowed: Reason = ({row}) =>
  row.borrowsMemory
    ? {
        text: `It shares the memory of its parent ${row.process.parentPid} (vfork or clone) and is counted there.`,
      }
    : undefined;

export const ksmdStopped: Reason = ({sample}) =>
  isStopped(sample) ? {text: 'It offers memory, but ksmd is stopped.', cure: startCure} : undefined;

export const notScannedYet: Reason = ({row, scans, sample: {host}}) => {
  const {startTicks} = row.process;
  const startedSeconds = startTicks && startTicks / host.ticksPerSecond;
  const ageSeconds = host.uptimeSeconds && startedSeconds && host.uptimeSeconds - startedSeconds;
  const twoScansSeconds = 2 * (scans.fullScanSeconds ?? 0);
  const young = ageSeconds !== undefined && ageSeconds < twoScansSeconds;
  if (row.process.ksm?.rmapItems !== 0 && !scans.firstScan && !young) return undefined;
  return {
    text: 'It offers memory, but ksmd has not completed two full scans of it: the first records pages, the second merges them.',
    cure: 'Wait, or scan faster by raising pages_to_scan (key ]).',
  };
};

export const nothingAlike: Reason = () => ({
  text: 'It offers memory, but none of its pages has a match, or they change faster than ksmd scans them.',
  cure: 'If this lasts for hours, remove its opt-in: scanning its memory costs CPU time.',
});
