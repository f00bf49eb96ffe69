import {fitWidth, widthOf} from '../../text/width.js';
import {type Item, paintItems} from './line.js';
import type {Style, Theme} from './theme.js';

export type Panel = {
  name: string;
  /** The host that it is of; absent: it is named above, or is this machine. */
  host?: string | undefined;
  /** Its subject. */
  about: readonly [style: Style, text: string];
  /** Which of its lines are visible. */
  position?: string | undefined;
};

const gap = 3;
/** A longer subject is cut rather than dropped. */
const wholeColumns = 30;

/** The first line of a panel. */
export function panelTitle(theme: Theme, panel: Panel, width: number): string {
  const {name, host = '', position = ''} = panel;
  const title = ` ksmtop ${name}`;
  const [style, text] = panel.about;
  const others = [title, host, position].filter((each) => each !== '');
  const room = width - others.reduce((sum, each) => sum + widthOf(each) + gap, 0);
  const columns = Math.max(room, wholeColumns);
  const about = widthOf(text) > columns ? fitWidth(text, columns, theme.glyphs.ellipsis) : text;
  const items: Item[] = [
    {priority: 5, spans: [['accent', title]]},
    {priority: 3, spans: host === '' ? [] : [['bold', host]]},
    {priority: 4, spans: about === '' ? [] : [[style, about]]},
    {priority: 2, spans: position === '' ? [] : [['dim', position]]},
  ];
  return paintItems(theme, items, width, gap);
}
