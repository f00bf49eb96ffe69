import {useState, useSyncExternalStore} from 'react';
import {authorText} from '../../../model/tuning/authorText.js';
import type {ParameterChange} from '../../../model/tuning/parameterChanges.js';
import {clockTime} from '../../../text/clock.js';
import {scrollTarget} from '../../draw/scroll.js';
import {SmallTable, type TableRow} from '../../draw/smallTable.js';
import {useFrame} from '../../frame/frameContext.js';
import type {ListedKey} from '../../keys/keyTable.js';
import {keysOf, passesPanel} from '../../keys/panelKeys.js';
import {isSharedKey} from '../../keys/tuneKeys.js';
import {useKeys} from '../../keys/useKeys.js';
import {ViewTitle} from '../viewTitle.js';
import {shortValue} from './tuneRows.js';

export const changesKeys: readonly ListedKey[] = [
  {
    action: 'undo',
    keys: ['z'],
    bar: 'undo',
    priority: 8,
    writes: true,
    meaning: 'Undo the last change.',
  },
  ...keysOf('back', 'help'),
];

/** Every change in this session, newest first: when, what, by what program. */
export function ChangesView() {
  const {model, width, height, tuning, back} = useFrame();
  const {log} = useSyncExternalStore(tuning.subscribe, tuning.getState);
  const [offset, setOffset] = useState(0);
  const others = model.parameterChanges.filter(({by}) => by !== 'us');
  // Reversed first: the sort is stable, so the last write of a plan comes first.
  const changes = [...log, ...others].reverse().sort((a, b) => b.timeMs - a.timeMs);
  const page = height - 2;
  const highest = Math.max(0, changes.length - page);
  useKeys('panel', (key) => {
    if (isSharedKey(key) || passesPanel(key)) return false;
    const target = scrollTarget(key, offset, page, highest);
    if (target !== undefined) setOffset(Math.max(0, Math.min(highest, target)));
    else if (key === 'escape' || key === 'q' || key === 'l') back();
    else return 'unused';
    return true;
  });
  const rows = changes.slice(offset, offset + page).map(changeRow);
  const about = changes.length === 0 ? 'none in this session' : 'in this session, newest first';
  return (
    <>
      <ViewTitle name="changes" about={['dim', about]} width={width} />
      {rows.length > 0 ? <SmallTable rows={rows} columns={columns(width)} /> : null}
    </>
  );
}

function columns(width: number) {
  return [
    {key: 'TIME', width: 9, style: 'dim' as const},
    {key: 'PARAMETER', width: width < 110 ? 25 : 35},
    {key: 'FROM', width: 10, align: 'right' as const},
    {key: 'TO', width: 10, align: 'right' as const},
    {key: 'BY', width: Math.max(10, Math.min(60, width - (width < 110 ? 66 : 76)))},
  ];
}

function changeRow(change: ParameterChange): TableRow {
  const {timeMs, name, from, to} = change;
  return {
    TIME: clockTime(timeMs),
    PARAMETER: name,
    FROM: shortValue(name, from),
    TO: shortValue(name, to),
    BY: authorText(change),
  };
}
