import {Box} from 'ink';
import {useMemo} from 'react';
import {counters} from '../../kernel/ksm/counters.js';
import {parameters} from '../../kernel/ksm/parameters.js';
import {Line, paintEdges} from '../draw/line.js';
import {SmallTable, type TableRow, wrapRows} from '../draw/smallTable.js';
import {useTheme} from '../draw/theme.js';
import {useScroll} from '../draw/useScroll.js';
import {useFrame} from '../frame/frameContext.js';
import {keyLabel} from '../keys/keyLabel.js';
import type {ListedKey} from '../keys/keyTable.js';
import {ownTuneKeys} from '../keys/tuneKeys.js';
import {containerColumns} from './containerColumns.js';
import {useOwnUse} from './ownUse.js';
import {processColumns} from './processColumns.js';

/** Every key, column, counter and parameter, from the tables that the program itself uses. */
export function Help() {
  const {width, height, back, keys} = useFrame();
  return (
    <HelpPage rows={useMemo(() => helpRows(keys), [keys])} {...{width, height}} close={back} />
  );
}

type HelpPageProps = {
  rows: readonly TableRow[];
  width: number;
  height: number;
  close: () => void;
};

/** Keys and terms with their meanings, on the whole screen. */
export function HelpPage({rows: unwrapped, width, height, close}: HelpPageProps) {
  const theme = useTheme();
  const ownUse = useOwnUse();
  const columns = useMemo(
    () => [
      {key: 'WHAT', width: nameWidth, style: 'bold' as const},
      {key: 'MEANING', width: Math.min(100, width - nameWidth - 4)},
    ],
    [width],
  );
  const rows = useMemo(() => wrapRows(unwrapped, columns, 'MEANING'), [unwrapped, columns]);
  const page = height - 3;
  const {start, position} = useScroll({lines: rows.length, page, closingKeys, close});
  return (
    <Box flexDirection="column" height={height} width={width} overflow="hidden">
      <Line
        text={paintEdges(
          theme,
          [
            {priority: 4, spans: [['accent', ' ksmtop help']]},
            {priority: 3, spans: [['dim', position]]},
            {priority: 1, spans: [['dim', '↑ ↓ PgUp PgDn scroll']]},
            {priority: 3, spans: [['dim', 'Esc closes']]},
          ],
          [{priority: 2, spans: [['dim', ownUse]]}],
          width,
          3,
        )}
      />
      <SmallTable rows={rows.slice(start, start + page)} columns={columns} />
    </Box>
  );
}

const nameWidth = 36;
const closingKeys = new Set(['escape', 'q', '?', 'h', 'f1', 'enter']);

function helpRows(keyTable: readonly ListedKey[]): TableRow[] {
  const section = (title: string): TableRow[] => [{}, {WHAT: title}];
  return [
    {WHAT: 'KEYS'},
    ...keyTable.map(keyRow),
    ...section('IN THE TUNING PANEL'),
    ...ownTuneKeys.map(keyRow),
    ...section('COUNTERS'),
    ...counters.map(({name, since, meaning}) => ({
      WHAT: `  ${name}`,
      MEANING: `${meaning} Since ${since}.`,
    })),
    ...section('PARAMETERS'),
    ...parameters.map(({name, since, meaning}) => ({
      WHAT: `  ${name}`,
      MEANING: `${meaning} Since ${since}.`,
    })),
    ...section('CONTAINERS'),
    ...containerColumns.map(({title, meaning}) => ({WHAT: `  ${title}`, MEANING: meaning})),
    ...section('PROCESSES'),
    ...processColumns.map(({title, meaning}) => ({WHAT: `  ${title}`, MEANING: meaning})),
  ];
}

export function keyRow({keys, meaning}: ListedKey): TableRow {
  return {WHAT: `  ${keys.map(keyLabel).join('  ')}`, MEANING: meaning};
}
