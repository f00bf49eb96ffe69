import {type Item, paintItems, type Span} from './line.js';
import type {Theme} from './theme.js';

type Panel = {
  name: string;
  /** Its subject. */
  about: Span;
  /** Which of its lines are visible. */
  position: string;
};

/** The first line of a scrolling panel. */
export function panelTitle(theme: Theme, panel: Panel, width: number): string {
  const {name, about, position} = panel;
  const items: Item[] = [
    {priority: 5, spans: [['accent', ` ksmtop ${name}`]]},
    {priority: 4, spans: [about]},
    {priority: 2, spans: [['dim', position]]},
  ];
  return paintItems(theme, items, width);
}
