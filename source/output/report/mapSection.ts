import {type MapReport, type MapRow, mapRows} from '../../model/map/mapReport.js';
import {mapSentences} from '../../model/map/mapSentences.js';
import {crossesTenants, sharedBytes} from '../../model/map/matrix.js';
import type {Report} from '../../model/report/reportCollector.js';
import {countOf, listOf} from '../../text/count.js';
import {formatBytes} from '../../text/units.js';
import {mapColumns} from '../map/mapTable.js';
import {type Html, html} from './html.js';
import {madeText} from './moment.js';

/** More would make the page too large to send. */
const mostRows = 400;
/** As many fit on paper. */
const mostInMatrix = 12;
/** Of one container. */
const mostTenants = 4;

/** Which containers share merged pages with one another. */
export function mapSection(report: Report, printed: MapReport): Html {
  const {timeMs, map} = printed;
  const rows = mapRows(printed);
  const columns = mapColumns(printed, rows);
  const left = rows.length - mostRows;
  return html`<h2>Sharing map</h2>
<p class="faint">Which containers share merged pages with one another. ${madeText(timeMs, map.seconds, report)}</p>
<div class="wide"><table>
<thead><tr><th>container</th>${columns.map(([title]) => html`<th class="figure">${title.toLowerCase()}</th>`)}<th>belongs to</th></tr></thead>
<tbody>
${rows.slice(0, mostRows).map(
  (
    row,
  ) => html`<tr><td class="name">${row.group.name}</td>${columns.map(([, value]) => html`<td class="figure">${formatBytes(value(row))}</td>`)}<td class="name">${listOf(row.tenants, mostTenants)}</td></tr>
`,
)}
</tbody></table></div>
${left > 0 ? html`<p>${countOf(left, 'container')} with the least merged memory left out.</p>` : ''}
${map.hidden ? '' : matrix(rows)}
<ul>
${mapSentences(printed, rows).map((sentence) => html`<li>${sentence}</li>`)}
</ul>
`;
}

/** Columns have the numbers of their rows. */
function matrix(rows: readonly MapRow[]): Html | '' {
  const merged = rows.filter(({mergedBytes}) => mergedBytes > 0).slice(0, mostInMatrix);
  if (merged.length < 2) return '';
  return html`<div class="wide"><table>
<caption>Memory that two containers share, of those with the most merged memory; !: across tenants</caption>
<thead><tr><th></th><th>container</th>${merged.map((_, index) => html`<th class="figure">${index + 1}</th>`)}</tr></thead>
<tbody>
${merged.map(
  (
    row,
    index,
  ) => html`<tr><td class="faint">${index + 1}</td><td class="name">${row.group.name}</td>${merged.map((column) => matrixCell(row, column))}</tr>
`,
)}
</tbody></table></div>
`;
}

function matrixCell(row: MapRow, column: MapRow): Html {
  const bytes = sharedBytes(row, column);
  const crosses = crossesTenants(row, column);
  return html`<td class="figure ${crosses ? 'warning' : ''}">${bytes > 0 ? formatBytes(bytes) : ''}${crosses ? ' !' : ''}</td>`;
}
