import type {ContainerRow} from '../model/containers.js';
import {formatBytes, formatSignedBytes, unknown} from '../text/units.js';
import {showUntrusted} from '../text/untrusted.js';
import {widthOf} from '../text/width.js';
import type {Column} from './columns.js';
import type {Look} from './look.js';
import {sparkline} from './sparkline.js';

/** The columns of the container list, from left to right; what changes most stands to the right. */
export const containerColumns: ReadonlyArray<Column<ContainerRow>> = [
  {
    title: 'CONTAINER',
    align: 'left',
    minimumWidth: 14,
    grows: 'content',
    maximumWidth: 40,
    keep: 20,
    meaning: 'Name of the container; `host` is what belongs to none.',
    cell: ({name}) => showUntrusted(name),
    sortValue: ({name}) => name,
  },
  {
    title: 'KIND',
    align: 'left',
    minimumWidth: 10,
    keep: 3,
    meaning: 'Its runtime, or service, session, namespace, host.',
    cell: ({kind}) => showUntrusted(kind),
    style: () => 'dim',
    sortValue: ({kind}) => kind,
  },
  {
    title: 'PROCS',
    align: 'right',
    minimumWidth: 6,
    keep: 12,
    meaning: 'Its processes; 3/8: only 3 of 8 can be read.',
    cell: ({processes, processesReadable}) =>
      processesReadable < processes ? `${processesReadable}/${processes}` : String(processes),
    sortValue: ({processes}) => processes,
  },
  {
    title: 'PRELOAD',
    align: 'left',
    minimumWidth: 13,
    grows: 'content',
    maximumWidth: 44,
    keep: 14,
    meaning:
      'Furthest states of its processes: requested (library not loaded), loaded, mergeable, merging.',
    cell: preloadCell,
    style: preloadStyle,
    sortValue: ({preload}) => preload.merging * 1e6 + preload.mergeable * 1e3 + preload.loaded,
  },
  {
    title: 'MEMORY',
    align: 'right',
    minimumWidth: 8,
    keep: 5,
    meaning: 'Anonymous memory of its cgroup, or else of its processes.',
    cell: ({memoryBytes}) => formatBytes(memoryBytes),
    sortValue: ({memoryBytes}) => memoryBytes,
  },
  {
    title: 'OFFERED',
    align: 'right',
    minimumWidth: 9,
    keep: 8,
    meaning: 'Memory that ksmd keeps track of: rmap items × page size.',
    cell: ({offeredBytes}) => formatBytes(offeredBytes),
    sortValue: ({offeredBytes}) => offeredBytes,
  },
  {
    title: 'MERGED',
    align: 'right',
    minimumWidth: 8,
    keep: 7,
    meaning: 'Memory backed by merged pages, the kept ones among them.',
    cell: ({mergedBytes}) => formatBytes(mergedBytes),
    sortValue: ({mergedBytes}) => mergedBytes,
  },
  {
    title: 'SAVED',
    align: 'right',
    minimumWidth: 8,
    keep: 16,
    meaning: 'Its share of what the host saves; all shares add up to the total.',
    cell: ({savedBytes}) => formatBytes(savedBytes),
    style: ({savedBytes}) => (savedBytes ? 'bold' : 'plain'),
    sortValue: ({savedBytes}) => savedBytes,
  },
  {
    title: 'PROFIT',
    align: 'right',
    minimumWidth: 9,
    keep: 15,
    meaning: 'Saved memory less 64 bytes (32-bit: 32) for each page that ksmd keeps track of.',
    cell: ({profitBytes}) => formatSignedBytes(profitBytes),
    style: ({profitBytes}) => ((profitBytes ?? 0) < 0 ? 'bad' : 'plain'),
    sortValue: ({profitBytes}) => profitBytes,
  },
  {
    title: 'TREND',
    align: 'left',
    minimumWidth: 10,
    grows: 'fill',
    maximumWidth: 60,
    keep: 1,
    meaning: 'Course of what it saves.',
    cell: ({trend}, look, width) => sparkline(trend, width, look.glyphs.spark),
    style: () => 'accent',
  },
];

/** What is wrong first, then the furthest states; as many as fit. */
function preloadCell({kind, preload}: ContainerRow, look: Look, width: number): string {
  const parts: string[] = [];
  if (preload.requested > 0) parts.push(`${preload.requested} requested ${look.glyphs.warning}`);
  for (const state of ['merging', 'mergeable', 'loaded', 'unknown'] as const) {
    if (preload[state] > 0) parts.push(`${preload[state]} ${state}`);
  }
  if (parts.length === 0) return kind === 'host' ? unknown : 'none';
  let text = parts[0] ?? '';
  for (const part of parts.slice(1)) {
    if (widthOf(text) + 1 + widthOf(part) > width) break;
    text += ` ${part}`;
  }
  return text;
}

function preloadStyle({preload}: ContainerRow) {
  if (preload.requested > 0) return 'warning';
  if (preload.merging > 0) return 'good';
  return preload.mergeable + preload.loaded > 0 ? 'plain' : 'dim';
}
