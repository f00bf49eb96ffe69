import {problemRank} from '../../model/derive/verdictTable.js';
import type {FleetRow} from '../../model/fleet/fleetModel.js';
import type {HostResult} from '../../session/fleet/fleetChanges.js';
import {
  formatBytes,
  formatPercent,
  formatSeconds,
  formatShare,
  formatSignedBytes,
  unknown,
} from '../../text/units.js';
import {showUntrusted} from '../../text/untrusted.js';
import {cutWords} from '../../text/wrap.js';
import {sparkline} from '../draw/chart/sparkline.js';
import type {Column} from '../draw/list/columns.js';
import type {Style, Theme} from '../draw/theme.js';
import {verdictStyle} from '../figures/verdictStyle.js';

/** A row of the fleet list. */
export type ListedHost = FleetRow & {
  isMarked: boolean;
  /** Time since it was last seen. */
  ageSeconds?: number;
  /** The result of the last change, while it is recent. */
  result?: HostResult;
};

/** The columns of the fleet, from left to right. */
export const fleetColumns: ReadonlyArray<Column<ListedHost>> = [
  {
    title: 'M',
    align: 'left',
    minimumWidth: 1,
    priority: 19,
    meaning: '`*`: marked for a change on several hosts.',
    cell: ({isMarked}) => (isMarked ? '*' : ' '),
    style: () => 'accent',
    sortValue: ({isMarked}) => Number(isMarked),
  },
  {
    title: 'HOST',
    align: 'left',
    minimumWidth: 14,
    grows: 'content',
    maximumWidth: 40,
    priority: 20,
    meaning: 'Host as named on the command line, or its `instance` in Prometheus.',
    cell: ({name}) => showUntrusted(name),
    style: ({isMarked}) => (isMarked ? 'accent' : 'plain'),
    sortValue: ({name}) => name,
  },
  {
    title: 'STATE',
    align: 'left',
    minimumWidth: 10,
    grows: 'content',
    maximumWidth: 16,
    priority: 18,
    meaning:
      'up, connecting, or why and for how long it is lost (refused, no route, lost 12 s); a lost host shows its last figures.',
    cell: stateCell,
    style: ({state}) => stateStyles[state],
    sortValue: ({state, ageSeconds = 0}) => stateOrder[state] * 1e9 + ageSeconds,
  },
  {
    title: 'VERDICT',
    align: 'left',
    minimumWidth: 8,
    priority: 15,
    meaning: 'Whether merging pays off: saving, starting, idle, costly, losing, off.',
    cell: ({verdict}) => verdict ?? unknown,
    style: (row) => dimmedUnlessUp(row, verdictStyle(row.verdict)),
    ranksProblems: true,
    sortValue: ({verdict}) => problemRank(verdict),
  },
  {
    title: 'KSMD',
    align: 'left',
    minimumWidth: 8,
    priority: 12,
    meaning: 'Whether ksmd is running, stopped, or stopped with everything unmerged.',
    cell: ({ksmd}) => ksmd ?? unknown,
    style: (row) => dimmedUnlessUp(row, row.ksmd === 'running' ? 'plain' : 'warning'),
    sortValue: ({ksmd}) => ksmd,
  },
  {
    title: 'CPU',
    align: 'right',
    minimumWidth: 7,
    priority: 10,
    meaning: 'CPU time of ksmd, in percent of one core.',
    cell: ({cpuPercent}) => formatPercent(cpuPercent),
    style: (row) => dimmedUnlessUp(row, row.cpuPercent ? 'plain' : 'dim'),
    sortValue: ({cpuPercent}) => cpuPercent,
  },
  {
    title: 'OF RAM',
    align: 'right',
    minimumWidth: 7,
    priority: 5,
    meaning: 'Saved memory as a fraction of all memory of the host.',
    cell: ({savedShareOfMemory}) => formatShare(savedShareOfMemory),
    style: (row) => dimmedUnlessUp(row, row.savedShareOfMemory ? 'plain' : 'dim'),
    sortValue: ({savedShareOfMemory}) => savedShareOfMemory,
  },
  {
    title: 'SAVED',
    align: 'right',
    minimumWidth: 8,
    priority: 16,
    meaning: 'Memory that the host saves.',
    cell: ({savedBytes}) => formatBytes(savedBytes),
    style: (row) => dimmedUnlessUp(row, row.savedBytes ? 'bold' : 'dim'),
    sortValue: ({savedBytes}) => savedBytes,
  },
  {
    title: 'PROFIT',
    align: 'right',
    minimumWidth: 9,
    priority: 14,
    meaning: 'Saved memory minus the metadata of KSM.',
    cell: ({profitBytes}) => formatSignedBytes(profitBytes),
    style: (row) => ((row.profitBytes ?? 0) < 0 ? 'bad' : dimmedUnlessUp(row, 'plain')),
    sortValue: ({profitBytes}) => profitBytes,
  },
  {
    title: 'TREND',
    align: 'left',
    minimumWidth: 10,
    grows: 'fill',
    maximumWidth: 24,
    priority: 3,
    meaning: 'Trend of SAVED.',
    trend: ({trend}) => trend,
    cell: ({trend}, theme, width) => sparkline(trend, width, theme.glyphs.spark),
    style: (row) => dimmedUnlessUp(row, 'accent'),
  },
  {
    title: 'NOTE',
    align: 'left',
    minimumWidth: 16,
    grows: 'content',
    maximumWidth: 200,
    priority: 8,
    meaning: 'Why it is lost, the result of the last change, or its most important advice.',
    cell: (row, theme, width) =>
      cutWords(theme.spell(noteOf(row, theme)), width, theme.glyphs.ellipsis),
    style: noteStyle,
    sortValue: (row) => noteRank(row),
  },
];

const stateStyles: Readonly<Record<FleetRow['state'], Style>> = {
  up: 'good',
  connecting: 'dim',
  lost: 'bad',
};
const stateOrder: Readonly<Record<FleetRow['state'], number>> = {up: 0, connecting: 1, lost: 2};

/** `up`, `lost 12 s`. */
export function stateCell(
  {state, cause = 'lost', ageSeconds}: ListedHost,
  _theme: Theme,
  width: number,
): string {
  if (state !== 'lost') return state;
  if (ageSeconds === undefined) return cause;
  const age = formatSeconds(ageSeconds).split(' ');
  const texts = [`${cause} ${age.join(' ')}`, `${cause} ${age.slice(0, 2).join(' ')}`];
  return texts.find((text) => text.length <= width) ?? cause;
}

/** Dims figures that are not current. */
function dimmedUnlessUp({state}: FleetRow, style: Style): Style {
  return state === 'up' ? style : 'dim';
}

/** The NOTE of a host; may be empty. */
export function noteOf({name, state, reason, result, advice}: ListedHost, theme: Theme): string {
  const {warning} = theme.glyphs;
  if (result) {
    const text = showUntrusted(result.text);
    return result.outcome === 'refused' ? `${warning} refused: ${text}` : text;
  }
  if (state === 'lost' && reason) return showUntrusted(withoutName(reason, name));
  if (!advice) return '';
  return `${advice.severity === 'warning' ? `${warning} ` : ''}${showUntrusted(advice.text)}`;
}

/** The row names the host already. */
function withoutName(reason: string, name: string): string {
  const literal = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return reason.replaceAll(
    new RegExp(`(?:\\bhost )?(?<![\\w.@-])${literal}(?![\\w@-])`, 'g'),
    'the host',
  );
}

/** How that is colored. */
export function noteStyle({state, result, advice}: ListedHost): Style {
  if (result?.outcome === 'pending') return 'accent';
  if (result) return result.outcome === 'done' ? 'good' : 'warning';
  if (state === 'lost') return 'bad';
  return advice?.severity === 'warning' ? 'warning' : 'dim';
}

function noteRank({state, result, advice}: ListedHost): number {
  if (result) return result.outcome === 'refused' ? 5 : 4;
  if (state === 'lost') return 3;
  if (!advice) return 0;
  return advice.severity === 'warning' ? 2 : 1;
}
