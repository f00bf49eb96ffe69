import {useMemo, useSyncExternalStore} from 'react';
import {mapRows} from '../../../model/map/mapReport.js';
import {mapSentences, tenantsOf} from '../../../model/map/mapSentences.js';
import {countOf} from '../../../text/count.js';
import {wrapWords} from '../../../text/wrap.js';
import {Line, paintLine} from '../../draw/line.js';
import {useTheme} from '../../draw/theme.js';
import {useSelection} from '../../draw/useSelection.js';
import {useFrame} from '../../frame/frameContext.js';
import {findKey} from '../../keys/keyTable.js';
import {passesPanel} from '../../keys/panelKeys.js';
import {useKeys} from '../../keys/useKeys.js';
import {useZones} from '../../mouse/useZones.js';
import {ViewTitle} from '../viewTitle.js';
import {mapStatus} from './mapStatus.js';
import {type Cursor, matrixLayout} from './matrixLayout.js';
import {matrixLines} from './matrixLines.js';
import {matrixZone} from './matrixZone.js';

/** Of a panel of any height. */
const mostNotes = 6;
/** The title, the status, and the heading of the matrix. */
const headLines = 3;

/** Who shares merged pages with whom: a matrix of containers, the largest first. */
export function MapView() {
  const theme = useTheme();
  const {width, height, top, mapping, open, back} = useFrame();
  const state = useSyncExternalStore(mapping.subscribe, mapping.getState);
  const {report, phase} = state;
  const rows = useMemo(() => (report ? mapRows(report) : []), [report]);
  const ids = rows.map(({group}) => group.id);
  const [chosenRow, chosenColumn] = [useSelection('mapRows', ids), useSelection('mapColumns', ids)];
  const cursor = {row: chosenRow.selected, column: chosenColumn.selected};
  const select = ({row, column}: Cursor) => {
    chosenRow.select(row);
    chosenColumn.select(column);
  };
  const notes = useMemo(
    () =>
      report
        ? mapSentences(report, rows).flatMap((sentence) => wrapWords(sentence, width - 2))
        : [],
    [report, rows, width],
  );
  const highest = Math.max(0, rows.length - 1);
  const shownNotes = notes.slice(0, mostNotes);
  const matrixHeight = Math.max(2, height - 2 - shownNotes.length);

  const layout = matrixLayout(rows, cursor, {width, height: matrixHeight});
  const hasMatrix = rows.length > 0 && !report?.map.hidden;

  const openCell = () => {
    const [a, b] = [rows[cursor.row], rows[cursor.column]];
    if (a && b) open({name: 'mapCell', a: a.group.id, b: b.group.id});
  };
  const chooser = {cursor, select, open: openCell};
  const matrixTop = {top: top + headLines, width};
  useZones('panel', hasMatrix ? [matrixZone(matrixTop, layout, chooser)] : []);
  useKeys('panel', (key) => {
    const next = moved(key, cursor, highest, matrixHeight - 1);
    if (!hasMatrix && (next || key === 'enter')) return 'unused';
    if (next) select(next);
    else if (key === 'enter') openCell();
    else if (key === 'escape' && phase === 'running') mapping.stop();
    else if (key === 'escape' || key === 'q') back();
    else if (findKey(key)?.action === 'map') mapping.start();
    else return passesPanel(key) ? false : 'unused';
    return true;
  });

  const tenants = useMemo(() => tenantsOf(rows).length, [rows]);
  const counts = `${countOf(rows.length, 'container')}, ${countOf(tenants, 'tenant')}`;
  const about = `who shares merged pages with whom${report ? `: ${counts}` : ''}`;
  const lines = hasMatrix ? matrixLines(theme, rows, cursor, {layout, width}) : [];
  return (
    <>
      <ViewTitle name="map" about={['bold', about]} width={width} />
      <Line text={paintLine(theme, mapStatus(state, mapping.isRecorded), width)} />
      {lines.map((text, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line of the matrix is its place.
        <Line key={index} text={text} />
      ))}
      {shownNotes.map((text) => (
        <Line key={text} text={paintLine(theme, [' ', ['dim', text]], width)} />
      ))}
    </>
  );
}

/** Where a key moves the cursor; absent: it is no such key. */
function moved(
  key: string,
  {row, column}: Cursor,
  highest: number,
  page: number,
): Cursor | undefined {
  const targets: Readonly<Record<string, Cursor>> = {
    up: {row: row - 1, column},
    k: {row: row - 1, column},
    down: {row: row + 1, column},
    j: {row: row + 1, column},
    left: {row, column: column - 1},
    right: {row, column: column + 1},
    pageup: {row: row - page, column},
    pagedown: {row: row + page, column},
    home: {row: 0, column: 0},
    end: {row: highest, column: highest},
  };
  const target = targets[key];
  const within = (place: number) => Math.max(0, Math.min(highest, place));
  return target && {row: within(target.row), column: within(target.column)};
}
