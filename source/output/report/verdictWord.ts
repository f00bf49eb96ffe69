import {type Verdict, verdictTable} from '../../model/derive/verdictTable.js';
import {unknown} from '../../text/units.js';
import {type Html, html} from './html.js';

/** A verdict in the color of its tone. */
export function verdictWord(verdict: Verdict | undefined): Html {
  const tone = verdictTable.find(({word}) => word === verdict)?.tone;
  return html`<span class="${tone ?? 'faint'}">${verdict ?? unknown}</span>`;
}
