import type {Connection} from '../../../host/connection.js';
import type {Model} from '../../../model/model.js';
import type {ReplayPlace} from '../../../session/replayFeed.js';
import {clockTime} from '../../../text/clock.js';
import {formatBytes, formatSeconds, unknown} from '../../../text/units.js';
import {showUntrusted} from '../../../text/untrusted.js';
import {type Item, Line, paintEdges} from '../../draw/line.js';
import {type Style, type Theme, useTheme} from '../../draw/theme.js';
import {replayItems} from './replayTitle.js';

/** The state of this session that the title shows. */
export type Session = {
  /** Absent in a replay. */
  intervalSeconds?: number | undefined;
  /** The interval that sampling achieves, when it is too slow for `intervalSeconds`. */
  actualIntervalSeconds?: number | undefined;
  paused: boolean;
  /** Why nothing can be written; undefined: writable. */
  readOnlyReason: string | undefined;
  replay?: ReplayPlace | undefined;
  /** Absent: the host is this machine. */
  connection?: Connection | undefined;
  /** The age of a sample that is not renewed. */
  ageSeconds?: number | undefined;
};

/** The first line of the screen: the host, its connection, and this session. */
export function Title({model, width, ...session}: Session & {model: Model; width: number}) {
  return <Line text={titleLine(useTheme(), model, session, width)} />;
}

export function titleLine(theme: Theme, {sample}: Model, session: Session, width: number): string {
  const {host, memory} = sample;
  const dot = ` ${theme.glyphs.dot} `;
  const left: Item[] = [
    {priority: 9, spans: [['accent', 'ksmtop']]},
    {priority: 8, spans: [['bold', showUntrusted(host.name) || unknown]]},
    {priority: 3, spans: [['dim', `Linux ${showUntrusted(host.kernelRelease) || unknown}`]]},
    {
      priority: 2,
      spans: [
        [
          'dim',
          `${Number.isFinite(host.cpuCount) ? host.cpuCount : unknown} CPU${dot}${formatBytes(memory.totalBytes)}`,
        ],
      ],
    },
  ];
  left.splice(2, 0, ...connectionItems(session.connection));
  const right = session.replay ? replayItems(session.replay) : liveItems(session, sample.timeMs);
  return paintEdges(theme, left, right, width, 2);
}

function liveItems(session: Session, timeMs: number): Item[] {
  const {readOnlyReason, paused, intervalSeconds, actualIntervalSeconds, ageSeconds} = session;
  const items: Item[] = [];
  if (readOnlyReason) {
    items.push({priority: 6, spans: [['warning', `read-only: ${readOnlyReason}`]]});
  }
  if (paused) items.push({priority: 9, spans: [['warning', 'PAUSED']]});
  if (intervalSeconds !== undefined && actualIntervalSeconds !== undefined) {
    const [kept, asked] = [actualIntervalSeconds, intervalSeconds].map(formatInterval);
    items.push({priority: 7, spans: [['warning', `every ${kept}, not ${asked}: too slow`]]});
  } else if (intervalSeconds !== undefined) {
    items.push({priority: 4, spans: [['dim', `every ${formatInterval(intervalSeconds)}`]]});
  }
  if (ageSeconds !== undefined) {
    items.push({priority: 8, spans: [['bad', `${formatSeconds(ageSeconds)} old`]]});
  }
  items.push({priority: 5, spans: [['dim', clockTime(timeMs)]]});
  return items;
}

/** The connection to a remote host, and how far its clock is off. */
function connectionItems(connection: Connection | undefined): Item[] {
  if (!connection) return [];
  const {destination, state, clockAheadSeconds = 0} = connection;
  const items: Item[] =
    state === 'connected'
      ? [{priority: 4, spans: [['dim', `over ssh to ${showUntrusted(destination)}`]]}]
      : [{priority: 8, spans: [problemStates[state]]}];
  if (Math.abs(clockAheadSeconds) >= noticedSeconds) {
    const way = clockAheadSeconds > 0 ? 'ahead' : 'behind';
    const time = formatSeconds(Math.abs(clockAheadSeconds));
    items.push({priority: 3, spans: [['warning', `clock ${time} ${way}`]]});
  }
  return items;
}

const problemStates: Readonly<
  Record<Exclude<Connection['state'], 'connected'>, readonly [Style, string]>
> = {
  connecting: ['warning', 'connecting'],
  stalled: ['bad', 'connection stalled'],
  lost: ['bad', 'connection lost'],
};

/** Synchronized clocks differ by less. */
const noticedSeconds = 5;

function formatInterval(seconds: number): string {
  return `${Number(seconds.toFixed(2))} s`;
}
