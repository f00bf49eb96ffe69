import {Box} from 'ink';
import {useState} from 'react';
import {LongList, type LongListProps} from '../draw/longList.js';
import {type Theme, useTheme} from '../draw/theme.js';
import {ListFrameProvider, useFrame} from '../frame/frameContext.js';
import {type Detail, DetailPane, detailLines, detailTextWidth} from './detailPane.js';

type ListWithDetailProps<Row> = Omit<LongListProps<Row>, 'onSelect' | 'history'> & {
  /** The selected row at length, its text at most this wide. */
  detailOf: (row: Row, width: number, theme: Theme) => Detail;
};

/** A list, and below it, where there is room, the selected row at length. */
export function ListWithDetail<Row>({detailOf, ...shown}: ListWithDetailProps<Row>) {
  const frame = useFrame();
  const theme = useTheme();
  const {model, width, height} = frame;
  const list = {...shown, history: model.history};
  const [selectedId, setSelectedId] = useState<string>();
  const paneLines = detailLines(width, height);
  if (paneLines === 0) return <LongList {...list} />;
  const listLines = height - paneLines;
  const selected = list.rows.find((row) => list.idOf(row) === selectedId);
  const detail = selected && detailOf(selected, detailTextWidth(width), theme);
  return (
    <>
      <ListFrameProvider value={{...frame, height: listLines}}>
        <Box flexDirection="column" height={listLines} overflow="hidden">
          <LongList {...list} onSelect={setSelectedId} />
        </Box>
      </ListFrameProvider>
      <DetailPane
        detail={detail}
        history={model.history}
        width={width}
        height={paneLines}
        top={frame.top + listLines}
        remark={frame.remark}
      />
    </>
  );
}
