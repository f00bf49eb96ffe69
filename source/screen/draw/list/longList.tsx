import {useLayoutEffect, useRef} from 'react';
import {clockTime} from '../../../text/clock.js';
import {formatBytes} from '../../../text/units.js';
import {wrapWords} from '../../../text/wrap.js';
import {useListFrame} from '../../frame/frameContext.js';
import {findKey, runAction} from '../../keys/keyTable.js';
import {useCopy} from '../../keys/useCopy.js';
import {useKeys} from '../../keys/useKeys.js';
import {useZones} from '../../mouse/useZones.js';
import {Line, paintLine} from '../line.js';
import {useTheme} from '../theme.js';
import {captionLine} from './caption.js';
import {paintHeadings, paintRow} from './columns.js';
import {listActions} from './listActions.js';
import {listControls} from './listControls.js';
import type {LongListProps} from './listProps.js';
import {listZones} from './listZones.js';
import {useListRows} from './useListRows.js';

/** A list of up to thousands of rows: one pre-cut line per row, windowed, sorted, filtered. */
export function LongList<Row>(props: LongListProps<Row>) {
  const {name, rows, idOf, onOpen, onKey, onSelect} = props;
  const frame = useListFrame();
  const {width, top, remark} = frame;
  const theme = useTheme();
  const list = useListRows(props, frame);
  const {state, arrangement, arranged, placed, selected, start, page} = list;
  const {filter} = state;
  const newest = useRef(list);
  newest.current = list;
  const controls = listControls(props, frame, list);
  const {moveTo, sortBy, change} = controls;
  const copy = useCopy(remark);
  const actions = listActions({
    ...{props, frame, list, controls, copy, newest: () => newest.current},
  });

  const takeKey = (key: string): boolean => {
    const row = arranged[selected];
    if (onKey?.(key, row, {arranged, moveDown: () => moveTo(selected + 1)})) return true;
    if (key === 'enter' && onOpen && row !== undefined) {
      onOpen(row);
      return true;
    }
    if (key === 'escape' && filter !== '') {
      change({filter: ''});
      return true;
    }
    return runAction(actions, findKey(key)?.action);
  };
  useKeys('list', takeKey);

  const selectedRow = arranged[selected];
  const selectedId = selectedRow === undefined ? undefined : idOf(selectedRow);
  useLayoutEffect(() => onSelect?.(selectedId), [onSelect, selectedId]);

  const shown = arranged.slice(start.current, start.current + page);
  const drawn = {name, top, width, page, placed, shown, selected: selected - start.current};
  useZones(
    'list',
    listZones(drawn, {
      sortBy: (title) => (title === arrangement.sortTitle ? controls.reverse() : sortBy(title)),
      tell(bytes, age) {
        const timeMs = props.history?.at(-1 - age)?.timeMs;
        const time = timeMs === undefined ? '' : `${clockTime(timeMs)}: `;
        remark(`${time}saved ${formatBytes(bytes)}`);
      },
      select: (index) => moveTo(start.current + index),
      open: () => takeKey('enter'),
      scroll(rowsBy) {
        start.current += rowsBy;
        moveTo(selected + rowsBy);
      },
    }),
  );

  const empty = filter ? `Nothing matches "${filter}"; Esc clears the filter.` : props.empty;
  const caption = {
    filter,
    start: start.current,
    shown: shown.length,
    matching: arranged.length,
    total: rows.length,
  };
  const sorting = {title: arrangement.sortTitle, descending: arrangement.descending};
  return (
    <>
      <Line text={captionLine(theme, props.about ?? [], caption, width)} />
      <Line text={paintHeadings(theme, placed, sorting, width)} />
      {shown.map((row, index) => (
        <Line
          key={idOf(row)}
          text={paintRow(theme, placed, row, start.current + index === selected, width)}
        />
      ))}
      {shown.length === 0
        ? wrapWords(empty, width - 2).map((line) => (
            <Line key={line} text={paintLine(theme, [['dim', ` ${line}`]], width)} />
          ))
        : null}
    </>
  );
}
