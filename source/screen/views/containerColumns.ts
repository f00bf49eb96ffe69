import {type ContainerRow, unattributedId} from '../../model/derive/containers.js';
import {problemRank, type Verdict} from '../../model/derive/verdictTable.js';
import {formatBytes, unknown} from '../../text/units.js';
import {showUntrusted} from '../../text/untrusted.js';
import {widthOf} from '../../text/width.js';
import type {Column} from '../draw/list/columns.js';
import type {Theme} from '../draw/theme.js';
import {figureColumns} from '../figures/figureColumns.js';
import {verdictStyle} from '../figures/verdictStyle.js';
import {type WithEstimate, wouldSaveColumn} from './estimate/estimateColumns.js';

/** A row of the container list with its verdict. */
export type ListedContainer = ContainerRow &
  WithEstimate & {
    verdict?: Verdict;
  };

/** The columns of the container list, from left to right: what changes most is on the right. */
export const containerColumns: ReadonlyArray<Column<ListedContainer>> = [
  {
    title: 'CONTAINER',
    align: 'left',
    minimumWidth: 13,
    grows: 'content',
    maximumWidth: Number.POSITIVE_INFINITY,
    priority: 20,
    meaning:
      'Container name; `host`: processes in no container; `unattributed`: what no readable process accounts for.',
    cell: ({name}) => showUntrusted(name),
    sortValue: ({name}) => name,
  },
  {
    title: 'KIND',
    align: 'left',
    minimumWidth: 10,
    priority: 3,
    meaning: 'Runtime, or service, session, namespace, host.',
    cell: ({kind}) => (kind === unattributedId ? unknown : showUntrusted(kind)),
    style: () => 'dim',
    sortValue: ({kind}) => kind,
  },
  {
    title: 'PROCS',
    align: 'right',
    minimumWidth: 7,
    grows: 'content',
    maximumWidth: 12,
    priority: 7,
    meaning: 'Processes; 3/8: only 3 of 8 are readable.',
    cell: processesCell,
    sortValue: ({processes}) => processes,
  },
  {
    title: 'STATE',
    align: 'left',
    minimumWidth: 13,
    grows: 'content',
    maximumWidth: 44,
    priority: 14,
    meaning:
      'How far its processes got: installed (none asks for it), requested (not loaded), loaded, mergeable, merging. Opted in: by ksmtop while they ran, lost when they restart.',
    cell: stateCell,
    style: stateStyle,
    sortValue: ({preload}) => preload.merging * 1e6 + preload.mergeable * 1e3 + preload.loaded,
  },
  {
    title: 'VERDICT',
    align: 'left',
    minimumWidth: 9,
    priority: 17,
    ranksProblems: true,
    meaning: 'Whether merging pays off: saving, starting, idle, costly, losing, off.',
    cell: ({verdict}) => verdict ?? unknown,
    style: ({verdict}) => verdictStyle(verdict),
    sortValue: ({verdict, preload}) => problemRank(verdict, preload.requested),
  },
  {
    title: 'CHARGED',
    align: 'right',
    minimumWidth: 9,
    // Who asks for it wants it on a narrow screen, too.
    priority: 13,
    optional: true,
    meaning:
      'Anonymous memory that its cgroup is charged for: a shared page counts once; C shows this column.',
    cell: ({chargedBytes}) => formatBytes(chargedBytes),
    style: ({chargedBytes}) => (chargedBytes ? 'plain' : 'dim'),
    sortValue: ({chargedBytes}) => chargedBytes,
  },
  ...figureColumns<ListedContainer>(
    'Anonymous resident memory of its processes: a shared page counts for each, as in OFFERED.',
  ),
];

/** Once something was estimated: left of what is saved already. */
export const containerColumnsWithEstimate: ReadonlyArray<Column<ListedContainer>> =
  containerColumns.flatMap((column) =>
    column.title === 'SAVED' ? [wouldSaveColumn, column] : [column],
  );

function processesCell(
  {id, processes, processesReadable}: ContainerRow,
  _look: Theme,
  width: number,
): string {
  if (id === unattributedId) return unknown;
  const text = `${processesReadable}/${processes}`;
  return processesReadable < processes && text.length <= width ? text : String(processes);
}

/**
 * Requested first, as a fault, then the most advanced states, and how many ksmtop opted in; as many
 * as fit.
 */
function stateCell(
  {kind, preload, starting = 0, library, optedIn}: ContainerRow,
  theme: Theme,
  width: number,
): string {
  const parts: string[] = [];
  if (preload.requested > 0) parts.push(`${preload.requested} requested ${theme.glyphs.warning}`);
  for (const state of ['merging', 'mergeable', 'loaded'] as const) {
    if (preload[state] > 0) parts.push(`${preload[state]} ${state}`);
  }
  if (preload.unknown > starting) parts.push(`${preload.unknown - starting} unknown`);
  if (optedIn && optedIn.running > 0) parts.push(`${optedIn.running} opted in`);
  if (parts.length === 0 && library) return 'installed';
  if (parts.length === 0) return kind === 'host' || kind === unattributedId ? unknown : 'none';
  let text = parts[0] ?? '';
  for (const part of parts.slice(1)) {
    if (widthOf(text) + 1 + widthOf(part) > width) break;
    text += ` ${part}`;
  }
  return text;
}

function stateStyle({preload}: ContainerRow) {
  if (preload.requested > 0) return 'warning';
  if (preload.merging > 0) return 'good';
  return preload.mergeable + preload.loaded > 0 ? 'plain' : 'dim';
}
