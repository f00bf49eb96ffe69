import type {Ending, ReplayPlace} from '../../../session/replayFeed.js';
import {clockDate, clockTime} from '../../../text/clock.js';
import {groupThousands} from '../../../text/units.js';
import type {Item} from '../../draw/line.js';

const endingNotes: Readonly<Record<Ending, string | undefined>> = {
  whole: undefined,
  growing: 'still being written',
  cut: 'truncated',
};

/** The title of a replay: playing or paused, its position, its faults. */
export function replayItems(place: ReplayPlace): Item[] {
  const {playing, speed, searching, damagedSegments, number, count, timeMs, endMs} = place;
  const notes = [
    endingNotes[place.ending],
    damagedSegments === 1 ? '1 part damaged' : undefined,
    damagedSegments > 1 ? `${damagedSegments} parts damaged` : undefined,
    searching ? 'searching' : undefined,
  ];
  return [
    {priority: 9, spans: [['accent', 'REPLAY']]},
    {priority: 8, spans: [playing ? ['good', `playing ${speed}x`] : ['warning', 'PAUSED']]},
    ...notes.flatMap((note) => (note ? {priority: 7, spans: [['warning', note] as const]} : [])),
    {
      priority: 5,
      spans: [
        // So that what is before it does not move.
        groupThousands(number + 1).padStart(groupThousands(count).length),
        ['dim', ` of ${groupThousands(count)}`],
      ],
    },
    {priority: 4, spans: [['dim', clockDate(timeMs)]]},
    {
      priority: 6,
      spans: [
        ['bold', clockTime(timeMs)],
        ['dim', ` / ${clockTime(endMs)}`],
      ],
    },
  ];
}
