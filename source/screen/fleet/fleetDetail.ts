import {formatBytes, formatPercent, formatSignedBytes, unknown} from '../../text/units.js';
import {showUntrusted} from '../../text/untrusted.js';
import {type Detail, wrapped} from '../detail/detailPane.js';
import {verdictLines} from '../detail/verdictLines.js';
import type {Span} from '../draw/line.js';
import type {Theme} from '../draw/theme.js';
import {savedSpans} from '../figures/savedSpans.js';
import {cureLines} from '../views/adviceRows.js';
import {type ListedHost, noteOf, noteStyle, stateCell} from './fleetColumns.js';

/** A host at length: its verdict, its figures, the whole of its note with the cure. */
export function fleetDetail(row: ListedHost, width: number, theme: Theme): Detail {
  const {name, state, verdict, ksmd, advice, result, trend, times} = row;
  const cure = result || state === 'lost' ? undefined : advice?.cure;
  const known = trend.flatMap((bytes, index) =>
    bytes === undefined ? [] : [{bytes, timeMs: times[index] ?? 0}],
  );
  return {
    title: `${showUntrusted(name)}  ${stateCell(row, theme, width)}`,
    lines: [
      ...verdictLines(verdict, '', width),
      [],
      [['dim', 'ksmd    '], ksmd ?? unknown, '  ', formatPercent(row.cpuPercent), ['dim', ' cpu']],
      [['dim', 'saved   '], ...savedSpans(row)],
      [['dim', 'profit  '], formatSignedBytes(row.profitBytes)],
      [['dim', 'memory  '], formatBytes(row.memoryBytes)],
      [],
      ...wrapped(noteOf(row, theme), width, noteStyle(row)),
      ...cureLines(cure ?? '', width - 2).map((line): Span[] => ['  ', ['good', line]]),
      [],
      [['dim', 'Enter opens its screen.']],
    ],
    trend: known.map(({bytes}) => bytes),
    times: known.map(({timeMs}) => timeMs),
  };
}
