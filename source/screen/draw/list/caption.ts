import {groupThousands} from '../../../text/units.js';
import {type Item, paintEdges} from '../line.js';
import type {Theme} from '../theme.js';

/** The visible part of a long list. */
export type ListWindow = {
  filter: string;
  /** Index of the first visible row, and how many are visible. */
  start: number;
  shown: number;
  /** Rows that pass the filter, of `total`. */
  matching: number;
  total: number;
};

/** The line above a list: its subject, the filter, the visible rows; blank when all is shown. */
export function captionLine(theme: Theme, about: readonly Item[], view: ListWindow, width: number) {
  const {filter, start, shown, matching, total} = view;
  const items = [...about];
  if (filter) {
    items.push({
      priority: 2,
      spans: [
        ['warning', ` filter "${filter}"`],
        ['dim', `: ${groupThousands(matching)} of ${groupThousands(total)}`],
      ],
    });
  }
  const place = `${groupThousands(start + 1)}-${groupThousands(start + shown)}`;
  const position: Item = {
    priority: 1,
    spans: [['dim', `rows ${place} of ${groupThousands(matching)} `]],
  };
  return paintEdges(theme, items, shown > 0 && shown < matching ? [position] : [], width, 2);
}
