import {useMemo, useState, useSyncExternalStore} from 'react';
import {mapRows} from '../../../model/map/mapReport.js';
import {mapSentences, tenantsOf} from '../../../model/map/mapSentences.js';
import {countOf} from '../../../text/count.js';
import {wrapWords} from '../../../text/wrap.js';
import {Line, paintLine} from '../../draw/line.js';
import {panelTitle} from '../../draw/panelTitle.js';
import {useTheme} from '../../draw/theme.js';
import {useFrame} from '../../frame/frameContext.js';
import {findKey} from '../../keys/keyTable.js';
import {passesPanel} from '../../keys/panelKeys.js';
import {useKeys} from '../../keys/useKeys.js';
import {mapStatus} from './mapStatus.js';
import {type Cursor, matrixLines} from './matrixLines.js';

const start: Cursor = {row: 0, column: 0};
/** Of a panel of any height. */
const mostNotes = 6;

/** Who shares merged pages with whom: a matrix of containers, the largest first. */
export function MapView() {
  const theme = useTheme();
  const {width, height, mapping, open, back} = useFrame();
  const state = useSyncExternalStore(mapping.subscribe, mapping.getState);
  const {report, phase} = state;
  const [cursor, setCursor] = useState(start);
  const rows = useMemo(() => (report ? mapRows(report) : []), [report]);
  const notes = useMemo(
    () =>
      report
        ? mapSentences(report, rows).flatMap((sentence) => wrapWords(sentence, width - 2))
        : [],
    [report, rows, width],
  );
  const highest = Math.max(0, rows.length - 1);
  const chosen = {row: Math.min(cursor.row, highest), column: Math.min(cursor.column, highest)};
  const shownNotes = notes.slice(0, mostNotes);
  const matrixHeight = Math.max(2, height - 2 - shownNotes.length);

  const hasMatrix = rows.length > 0 && !report?.map.hidden;

  useKeys('panel', (key) => {
    const next = moved(key, chosen, highest, matrixHeight - 1);
    if (!hasMatrix && (next || key === 'enter')) return 'unused';
    const [a, b] = [rows[chosen.row], rows[chosen.column]];
    if (next) setCursor(next);
    else if (key === 'enter') {
      if (a && b) open({name: 'mapCell', a: a.group.id, b: b.group.id});
    } else if (key === 'escape' && phase === 'running') mapping.stop();
    else if (key === 'escape' || key === 'q') back();
    else if (findKey(key)?.action === 'map') mapping.start();
    else return passesPanel(key) ? false : 'unused';
    return true;
  });

  const tenants = tenantsOf(rows).length;
  const about = `${countOf(rows.length, 'container')}, ${countOf(tenants, 'tenant')}`;
  const lines = hasMatrix ? matrixLines(theme, rows, chosen, {width, height: matrixHeight}) : [];
  return (
    <>
      <Line
        text={panelTitle(
          theme,
          {name: 'sharing map', about: ['bold', report ? about : ''], position: ''},
          width,
        )}
      />
      <Line text={paintLine(theme, mapStatus(state), width)} />
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
    home: start,
    end: {row: highest, column: highest},
  };
  const target = targets[key];
  const within = (place: number) => Math.max(0, Math.min(highest, place));
  return target && {row: within(target.row), column: within(target.column)};
}
