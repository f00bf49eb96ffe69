import {Box} from 'ink';
import {useMemo} from 'react';
import {hostIdentity} from '../../kernel/container/identity.js';
import {type Advice, adviceOf} from '../../model/advice/advice.js';
import {situationOf} from '../../model/advice/situation.js';
import {findProcess} from '../../model/derive/processes.js';
import {countOf} from '../../text/count.js';
import {Line} from '../draw/line.js';
import {windowStart} from '../draw/list/list.js';
import {scrollPosition} from '../draw/scroll.js';
import {SmallTable, wrapRows} from '../draw/smallTable.js';
import {type Style, useTheme} from '../draw/theme.js';
import {useSelection} from '../draw/useSelection.js';
import {type Frame, useFrame} from '../frame/frameContext.js';
import {findKey, type ListedKey} from '../keys/keyTable.js';
import {keysOf, passesPanel} from '../keys/panelKeys.js';
import {changeTo} from '../keys/tuningActions.js';
import {useCopy} from '../keys/useCopy.js';
import {useKeys} from '../keys/useKeys.js';
import {rowsZone} from '../mouse/rowsZone.js';
import {useZones} from '../mouse/useZones.js';
import {adviceRows, changesText} from './adviceRows.js';
import {openOptInPanel} from './optIn/openOptInPanel.js';
import {ViewTitle} from './viewTitle.js';

export const adviceKeys: readonly ListedKey[] = [
  {
    action: 'carryOut',
    keys: ['enter'],
    bar: 'open/set',
    readOnlyBar: 'open',
    priority: 8,
    meaning:
      'Open what the advice is about, or carry out its cure after confirmation: set parameters, opt in or out.',
  },
  {
    action: 'select',
    keys: ['up', 'down'],
    bar: 'select',
    priority: 7,
    meaning: 'Select another advice.',
  },
  ...keysOf('back', 'tune', 'presets', 'help'),
];

/** All advice with cures and reasons, most important first; Enter acts on the selected one. */
export function AdviceView() {
  const frame = useFrame();
  const theme = useTheme();
  const {model, width, height, top, back} = frame;
  const {selected: marker} = theme.glyphs;
  const textWidth = Math.min(120, width - whatWidth - 4);
  const columns = useMemo(() => {
    const style = (text: string): Style => (text.startsWith(marker) ? 'accent' : 'dim');
    return [
      {key: 'WHAT', width: whatWidth, style},
      {key: 'ADVICE', width: textWidth},
    ];
  }, [textWidth, marker]);
  const advice = adviceOf(model);
  const selection = useSelection(
    'advice',
    advice.map(({rule}) => rule),
  );
  const chosen = advice[selection.selected];
  const copy = useCopy(frame.remark);
  useKeys('panel', (key) => {
    if (key === 'enter' && chosen) carryOut(frame, chosen);
    else if (closingKeys.has(key)) back();
    else if (findKey(key)?.action === 'copy') copy(chosen?.cure ?? '');
    else if (passesPanel(key)) return false;
    else return selection.move(key) || 'unused';
    return true;
  });
  const blocks = advice.map((each) =>
    wrapRows(
      adviceRows(model, each, {
        ...{marker: each === chosen ? marker : ' ', width: textWidth},
        isReadOnly: frame.readOnlyReason !== undefined,
      }),
      columns,
      'ADVICE',
    ),
  );
  const situation = situationOf(model, advice);
  const rows = [
    ...(advice.length === 0 ? [{WHAT: ' fine', ADVICE: 'No advice.'}, {}] : blocks.flat()),
    ...(situation ? wrapRows([{WHAT: ' now', ADVICE: situation}], columns, 'ADVICE') : []),
  ];
  const page = height - headLines;
  const start = startOf(blocks, selection.selected, page, rows.length);
  const rowOfLine = blocks.flatMap((block, row) => block.map(() => row));
  useZones('panel', [
    rowsZone(
      'advice',
      {top: top + headLines, width},
      {
        ...{rowOfLine: rowOfLine.slice(start, start + page), ...selection},
        open: () => chosen && carryOut(frame, chosen),
      },
    ),
  ]);
  const warnings = advice.filter(({severity}) => severity === 'warning').length;
  const counts = `${countOf(warnings, 'warning')}, ${countOf(advice.length - warnings, 'note')}`;
  const position = scrollPosition(start, page, rows.length);
  return (
    <Box flexDirection="column" height={height} width={width} overflow="hidden">
      <ViewTitle name="advice" about={['dim', counts]} {...{position, width}} />
      <Line text={' '.repeat(width)} />
      <SmallTable rows={rows.slice(start, start + page)} columns={columns} bare />
    </Box>
  );
}

/** The title, and a blank line. */
const headLines = 2;
const whatWidth = 9;
const closingKeys = new Set(['escape', 'q', 'a']);

/** The first row shown, so that the whole selected block is visible, or its beginning. */
function startOf(
  blocks: ReadonlyArray<readonly unknown[]>,
  selected: number,
  page: number,
  total: number,
): number {
  const before = blocks.slice(0, selected).reduce((sum, {length}) => sum + length, 0);
  const lines = blocks[selected]?.length ?? 0;
  // What follows the last one is shown with it.
  const end = selected === blocks.length - 1 ? total : before + lines;
  return Math.min(before, windowStart(0, Math.max(0, end - 1), page, total));
}

/** Sets what the cure sets, asks to opt in or out, or opens what the advice is about. */
function carryOut(frame: Frame, {values, subject, panel, optIn}: Advice): void {
  const {model, open, tuning} = frame;
  const {process, containerId} = subject ?? {};
  if (values) {
    void changeTo(frame, values, {question: `Set ${changesText(model, values)}?`});
  } else if (optIn && containerId) {
    const label = model.containers?.find(({id}) => id === containerId)?.name ?? containerId;
    openOptInPanel(frame, optIn, {label, choice: {containerIds: [containerId], pids: []}});
  } else if (panel === 'changes') open({name: 'changes'});
  else if (panel === 'guide') open({name: 'guide', containerId: hostIdentity.id});
  else if (process && findProcess(model.sample, process)) {
    open({name: 'process', ...process});
  } else if (containerId && model.containers?.some(({id}) => id === containerId)) {
    open({name: 'processes', containerId});
  } else tuning.say(true, 'This cure is for a shell; there is nothing to open or to set.');
}
