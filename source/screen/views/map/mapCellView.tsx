import {Box} from 'ink';
import {useMemo, useSyncExternalStore} from 'react';
import {mapRows} from '../../../model/map/mapReport.js';
import {Line} from '../../draw/line.js';
import {SmallTable, wrapRows} from '../../draw/smallTable.js';
import {useScroll} from '../../draw/useScroll.js';
import {useFrame, type View} from '../../frame/frameContext.js';
import {ViewTitle} from '../viewTitle.js';
import {mapFacts} from './mapFacts.js';

type MapCellViewProps = {view: Extract<View, {name: 'mapCell'}>};

const closingKeys = new Set(['escape', 'q', 'enter', 'backspace']);

/** One cell of the sharing map, with the figures of its containers. */
export function MapCellView({view}: MapCellViewProps) {
  const {width, height, mapping, back} = useFrame();
  const {report} = useSyncExternalStore(mapping.subscribe, mapping.getState);
  const columns = useMemo(
    () => [
      {key: 'WHAT', width: 16, style: 'dim' as const},
      {key: 'VALUE', width: Math.min(140, width - 20)},
    ],
    [width],
  );
  const isOne = view.a === view.b;
  const facts = useMemo(() => {
    const rows = report ? mapRows(report) : [];
    const [a, b] = [view.a, view.b].map((id) => rows.find(({group}) => group.id === id));
    if (!report || !a || !b) {
      const subject = isOne ? 'This container' : 'One of the two';
      return [{WHAT: '', VALUE: `${subject} no longer has merged pages.`}];
    }
    return wrapRows(mapFacts(report, a, b), columns, 'VALUE');
  }, [report, view, columns, isOne]);
  const about = isOne ? 'what a container shares within itself' : 'what two containers share';
  const page = height - 2;
  const {start, position} = useScroll({lines: facts.length, page, closingKeys, close: back});
  return (
    <Box flexDirection="column" height={height} width={width} overflow="hidden">
      <ViewTitle name="map" about={['bold', about]} {...{position, width}} />
      <Line text={' '.repeat(width)} />
      <SmallTable rows={facts.slice(start, start + page)} columns={columns} bare />
    </Box>
  );
}
