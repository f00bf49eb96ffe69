import {memo} from 'react';
import {verdictTable} from '../../model/derive/verdictTable.js';
import type {FleetTotals} from '../../model/fleet/fleetModel.js';
import {clockTime} from '../../text/clock.js';
import {formatPercent, formatSeconds, groupThousands} from '../../text/units.js';
import {type Item, Line, paintEdges, paintItems} from '../draw/line.js';
import {useTheme} from '../draw/theme.js';
import {profitSpans, savedSpans} from '../figures/savedSpans.js';
import {verdictStyle} from '../figures/verdictStyle.js';

type FleetHeaderProps = {
  totals: FleetTotals;
  timeMs: number | undefined;
  intervalSeconds: number;
  rangeSeconds: number | undefined;
  markedCount: number;
  paused: boolean;
  readOnlyReason: string | undefined;
  width: number;
};

/** Three lines: the fleet, what all its hosts save, their verdicts. */
export const FleetHeader = memo(function FleetHeader(props: FleetHeaderProps) {
  const {totals, width} = props;
  const theme = useTheme();
  const {hosts, answering, running} = totals;
  const left: Item[] = [
    {priority: 9, spans: [['accent', 'ksmtop']]},
    {priority: 8, spans: [['bold', 'fleet']]},
    {
      priority: 7,
      spans: [
        [
          answering < hosts ? 'warning' : 'plain',
          `${groupThousands(answering)} of ${groupThousands(hosts)}`,
        ],
        ['dim', hosts === 1 ? ' host answers' : ' hosts answer'],
      ],
    },
  ];
  if (props.markedCount > 0) {
    left.push({priority: 7, spans: [['accent', `${groupThousands(props.markedCount)} marked`]]});
  }
  const saved: Item[] = [
    {
      priority: 9,
      spans: savedSpans(totals),
    },
    {
      priority: 8,
      spans: profitSpans(totals.profitBytes),
    },
    {priority: 7, spans: [['dim', 'ksmd runs on '], groupThousands(running)]},
    {priority: 6, spans: [formatPercent(totals.cpuPercent), ['dim', ' cpu in total']]},
  ];
  return (
    <>
      <Line text={paintEdges(theme, left, sessionItems(props), width, 2)} />
      <Line text={labeled('saved', saved)} />
      <Line text={labeled('verdict', verdictItems(totals))} />
    </>
  );

  function labeled(name: string, items: readonly Item[]): string {
    return theme.paint('dim', name.padEnd(9)) + paintItems(theme, items, width - 9);
  }
});

function sessionItems(props: FleetHeaderProps): Item[] {
  const items: Item[] = [];
  const {readOnlyReason, rangeSeconds, timeMs} = props;
  if (readOnlyReason)
    items.push({priority: 5, spans: [['warning', `read-only: ${readOnlyReason}`]]});
  if (props.paused) items.push({priority: 9, spans: [['warning', 'PAUSED']]});
  if (rangeSeconds !== undefined) {
    items.push({priority: 6, spans: [['dim', 'trends over '], formatSeconds(rangeSeconds)]});
  }
  const interval = `every ${Number(props.intervalSeconds.toFixed(2))} s`;
  items.push({priority: 4, spans: [['dim', interval]]});
  if (timeMs !== undefined) {
    items.push({priority: 4, spans: [['dim', clockTime(timeMs)]]});
  }
  return items;
}

function verdictItems({verdicts}: FleetTotals): Item[] {
  const items = verdictTable.flatMap(({word}, index): Item[] => {
    const count = verdicts[word];
    return count === undefined
      ? []
      : [{priority: 9 - index, spans: [groupThousands(count), ' ', [verdictStyle(word), word]]}];
  });
  return items.length > 0 ? items : [{priority: 1, spans: [['dim', '–']]}];
}
