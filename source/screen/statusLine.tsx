import {useEffect, useState} from 'react';
import {valueText} from '../model/valueText.js';
import {formatSeconds} from '../text/units.js';
import {type Item, Line, paintEdges, paintLine} from './line.js';
import {useLook} from './look.js';
import type {SteeringState} from './steering.js';

type StatusLineProps = {
  steering: SteeringState;
  error: string | undefined;
  idle: string;
  width: number;
};

/** The line above the keys: a pending write, its outcome, an error, or else what is listed. */
export function StatusLine({steering, error, idle, width}: StatusLineProps) {
  const look = useLook();
  const pending = steering.pending[0];
  const elapsedSeconds = useElapsedSeconds(pending?.sinceMs);
  if (pending) {
    const more = steering.pending.length - 1;
    const items: Item[] = [
      {keep: 3, spans: [['warning', 'pending']]},
      {keep: 3, spans: [`${pending.name} ${valueText(pending.name, pending.to)}`]},
      {keep: 2, spans: [['dim', formatSeconds(elapsedSeconds)]]},
      {keep: 1, spans: more > 0 ? [['dim', `and ${more} more`]] : []},
    ];
    return <Line text={paintEdges(look, items, [], width, 2)} />;
  }
  if (error) return <Line text={paintLine(look, [['bad', `error: ${error}`]], width)} />;
  const {message} = steering;
  if (!message) return <Line text={paintLine(look, [['dim', idle]], width)} />;
  const sign = message.good ? '' : `${look.glyphs.warning} `;
  return (
    <Line
      text={paintLine(look, [[message.good ? 'good' : 'warning', sign + message.text]], width)}
    />
  );
}

/** Seconds since a moment, renewed while there is one. */
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
