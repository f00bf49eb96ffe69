import {Box} from 'ink';
import {useMemo} from 'react';
import {type Advice, adviceOf} from '../../model/advice/advice.js';
import {adviceTable} from '../../model/advice/ruleTable.js';
import {situationOf} from '../../model/advice/situation.js';
import {countOf} from '../../text/count.js';
import {showUntrusted} from '../../text/untrusted.js';
import {Line} from '../draw/line.js';
import {panelTitle} from '../draw/panelTitle.js';
import {SmallTable, type TableRow, wrapRows} from '../draw/smallTable.js';
import {useTheme} from '../draw/theme.js';
import {useScroll} from '../draw/useScroll.js';
import {useFrame} from '../frame/frameContext.js';

/** All advice with cures and reasons, most important first. */
export function AdviceView() {
  const theme = useTheme();
  const {model, width, height, back} = useFrame();
  const columns = useMemo(
    () => [
      {key: 'WHAT', width: whatWidth, style: 'dim' as const},
      {key: 'ADVICE', width: Math.min(120, width - whatWidth - 4)},
    ],
    [width],
  );
  const advice = adviceOf(model);
  const rows = wrapRows(adviceRows(advice, situationOf(model, advice)), columns, 'ADVICE');
  const page = height - 3;
  const {start, position} = useScroll({lines: rows.length, page, closingKeys, close: back});
  const warnings = advice.filter(({severity}) => severity === 'warning').length;
  const counts = `${countOf(warnings, 'warning')}, ${countOf(advice.length - warnings, 'note')}`;
  return (
    <Box flexDirection="column" height={height} width={width} overflow="hidden">
      <Line text={panelTitle(theme, {name: 'advice', about: ['dim', counts], position}, width)} />
      <SmallTable rows={rows.slice(start, start + page)} columns={columns} />
    </Box>
  );
}

const whatWidth = 8;
const closingKeys = new Set(['escape', 'q', 'a', 'enter']);

function adviceRows(advice: readonly Advice[], situation: string | undefined): TableRow[] {
  const rows: TableRow[] = [];
  if (advice.length === 0) rows.push({WHAT: 'fine', ADVICE: 'No advice.'}, {});
  for (const {rule, severity, text, cure} of advice) {
    const reason = adviceTable.find(({id}) => id === rule)?.reason;
    rows.push(
      {WHAT: severity, ADVICE: showUntrusted(text)},
      {WHAT: '  cure', ADVICE: showUntrusted(cure)},
    );
    if (reason) rows.push({WHAT: '  why', ADVICE: reason});
    rows.push({});
  }
  return situation ? [...rows, {WHAT: 'now', ADVICE: situation}] : rows;
}
