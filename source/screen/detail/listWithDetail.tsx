import {Box} from 'ink';
import {useState} from 'react';
import type {LongListProps} from '../draw/list/listProps.js';
import {LongList} from '../draw/list/longList.js';
import {type Theme, useTheme} from '../draw/theme.js';
import {ListFrameProvider, useListFrame} from '../frame/frameContext.js';
import {type Detail, DetailPane, detailLines, detailTextWidth} from './detailPane.js';

type ListWithDetailProps<Row> = LongListProps<Row> & {
  /** The selected row at length, its text at most this wide. */
  detailOf: (row: Row, width: number, theme: Theme) => Detail;
};

/** A list, and below it, where there is room, the selected row at length. */
export function ListWithDetail<Row>({detailOf, ...list}: ListWithDetailProps<Row>) {
  const frame = useListFrame();
  const theme = useTheme();
  const {width, height} = frame;
  const [selectedId, setSelectedId] = useState<string>();
  const paneLines = detailLines(width, height);
  const select = (id: string | undefined) => {
    setSelectedId(id);
    list.onSelect?.(id);
  };
  if (paneLines === 0) return <LongList {...list} />;
  const listLines = height - paneLines;
  const selected = list.rows.find((row) => list.idOf(row) === selectedId);
  const detail = selected && detailOf(selected, detailTextWidth(width), theme);
  return (
    <>
      <ListFrameProvider value={{...frame, height: listLines}}>
        <Box flexDirection="column" height={listLines} overflow="hidden">
          <LongList {...list} onSelect={select} />
        </Box>
      </ListFrameProvider>
      <DetailPane
        detail={detail}
        history={list.history ?? []}
        width={width}
        height={paneLines}
        top={frame.top + listLines}
        remark={frame.remark}
      />
    </>
  );
}
