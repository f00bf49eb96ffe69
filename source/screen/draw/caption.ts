import {groupThousands} from '../../text/units.js';
import {type Item, paintEdges} from './line.js';
import type {Theme} from './theme.js';

/** The part of a long list that is in sight. */
export type Sight = {
  filter: string;
  /** Index of the first row in sight, and how many are. */
  start: number;
  shown: number;
  /** Rows that pass the filter, of all that there are. */
  matching: number;
  total: number;
};

/** Above a list: what it is of, and that not all of it is shown; blank while that is plain. */
export function captionLine(theme: Theme, about: readonly Item[], sight: Sight, width: number) {
  const {filter, start, shown, matching, total} = sight;
  const items = [...about];
  if (filter) {
    items.push({
      keep: 2,
      spans: [
        ['warning', ` only rows with "${filter}"`],
        ['dim', `: ${groupThousands(matching)} of ${groupThousands(total)}`],
      ],
    });
  }
  const place = `${groupThousands(start + 1)}-${groupThousands(start + shown)}`;
  const position: Item = {
    keep: 1,
    spans: [['dim', `rows ${place} of ${groupThousands(matching)} `]],
  };
  return paintEdges(theme, items, shown > 0 && shown < matching ? [position] : [], width, 2);
}
