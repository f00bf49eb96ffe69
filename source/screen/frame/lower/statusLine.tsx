import {useEffect, useState} from 'react';
import {valueText} from '../../../model/tuning/valueText.js';
import type {PendingWrite} from '../../../session/changeStages.js';
import type {Message} from '../../../session/tuningState.js';
import {formatSeconds} from '../../../text/units.js';
import {showUntrusted} from '../../../text/untrusted.js';
import {cutWords, wrapWords} from '../../../text/wrap.js';
import {type Item, Line, paintEdges, paintLine} from '../../draw/line.js';
import {type Style, useTheme} from '../../draw/theme.js';
import {keyLabel} from '../../keys/keyLabel.js';
import {type Action, findKey} from '../../keys/keyTable.js';
import {useKeys} from '../../keys/useKeys.js';

/** An outcome, or a remark about a key that did nothing. */
export type ShownMessage = Message | {text: string};

export type StatusLineProps = {
  pending: readonly PendingWrite[];
  message: ShownMessage | undefined;
  error: string | undefined;
  /** What a demo shows at this moment, in place of the summary. */
  caption?: string | undefined;
  idle: string;
  width: number;
};

/** A pending write, its outcome, or an error; otherwise a summary of what is listed. */
export function StatusLine({pending, message, error, caption, idle, width}: StatusLineProps) {
  const theme = useTheme();
  const [first] = pending;
  const elapsedSeconds = useElapsedSeconds(first?.sinceMs);
  if (first) {
    const more = pending.length - 1;
    const items: Item[] = [
      {priority: 3, spans: [['warning', 'pending']]},
      {priority: 3, spans: [`${first.name} ${valueText(first.name, first.to)}`]},
      {priority: 2, spans: [['dim', formatSeconds(elapsedSeconds)]]},
      {priority: 1, spans: more > 0 ? [['dim', `and ${more} more`]] : []},
    ];
    return <Line text={paintEdges(theme, items, [], width, 2)} />;
  }
  const status = statusLines({pending, message, error, caption}, width, theme.glyphs.warning);
  if (!status) {
    const shown = cutWords(idle, width, theme.glyphs.ellipsis);
    return <Line text={paintLine(theme, [['dim', shown]], width)} />;
  }
  return status.lines.map((line) => (
    <Line key={line} text={paintLine(theme, [[status.style, line]], width)} />
  ));
}

type Status = {style: Style; lines: readonly string[]};

/** The error, the last outcome or a caption, wrapped; absent: there is none, or a write is pending. */
export function statusLines(
  {pending, message, error, caption}: Omit<StatusLineProps, 'idle' | 'width'>,
  width: number,
  warningSign = '!',
): Status | undefined {
  if (pending.length > 0) return undefined;
  const lines = (text: string) => wrapWords(showUntrusted(text), width);
  if (error) return {style: 'bad', lines: lines(`error: ${error}`)};
  if (!message) return caption === undefined ? undefined : {style: 'accent', lines: lines(caption)};
  if (!('good' in message)) return {style: 'plain', lines: lines(message.text)};
  return message.good
    ? {style: 'good', lines: lines(message.text)}
    : {style: 'warning', lines: lines(`${warningSign} ${message.text}`)};
}

/** Seconds since a moment, updated several times a second. */
function useElapsedSeconds(sinceMs: number | undefined): number {
  const [now, setNow] = useState(sinceMs ?? 0);
  useEffect(() => {
    if (sinceMs === undefined) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 200);
    return () => clearInterval(timer);
  }, [sinceMs]);
  return sinceMs === undefined ? 0 : Math.max(0, now - sinceMs) / 1000;
}

/** Long enough to be read. */
const shownMilliseconds = 8000;

/**
 * The message, until the next movement (a remark: until the next key) or the end of its time.
 * @param isCovered A prompt is in its place, and has the keys.
 * @param isNew The first message has not been shown before.
 */
export function useExpiringMessage<Shown extends ShownMessage>(
  message: Shown | undefined,
  isCovered: boolean,
  isNew = false,
): Shown | undefined {
  const [expired, setExpired] = useState(isNew ? undefined : message);
  useEffect(() => {
    if (!message || isCovered) return;
    const timer = setTimeout(() => setExpired(message), shownMilliseconds);
    return () => clearTimeout(timer);
  }, [message, isCovered]);
  useKeys('message', (key) => {
    const isRemark = message !== undefined && !('good' in message);
    if (!isCovered && (isRemark || movesOn(key))) setExpired(message);
    return false;
  });
  return message === expired ? undefined : message;
}

/** What leaves row and view as they are, besides the keys that write. */
const stayingActions: ReadonlySet<Action> = new Set<Action>([
  ...([
    'pause',
    'slower',
    'faster',
    'sampleNow',
    'redraw',
    'mouse',
    'copy',
    'suspend',
    'chart',
  ] as const),
  ...(['chartShared', 'chartSharing', 'chartUnshared', 'chartVolatile', 'chartAll'] as const),
]);

/** Those of the panels, of a replay, and of a fleet, where marking moves to the next row. */
const movingKeys = new Set(['left', 'right', 'tab', 'shift-tab', 'm', 'insert']);

/** Whether a key moves to another row or view, where the message would be out of place. */
function movesOn(key: string): boolean {
  const entry = findKey(key);
  if (!entry) return movingKeys.has(key);
  return !entry.writes && !stayingActions.has(entry.action);
}

/** What is said about a key without effect. */
export function unusedText(key: string): string {
  return `${keyLabel(key)} does nothing here; ? lists the keys.`;
}
