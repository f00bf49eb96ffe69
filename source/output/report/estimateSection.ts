import {estimateSentences} from '../../model/estimate/estimateSentences.js';
import {knownFigures} from '../../model/estimate/knownFigures.js';
import type {EstimatedMemory, EstimateReport} from '../../model/estimate/savingsEstimate.js';
import type {Report} from '../../model/report/reportCollector.js';
import {countOf} from '../../text/count.js';
import {estimateRows, tableColumns} from '../estimate/estimateTable.js';
import {type Html, html} from './html.js';
import {madeText} from './moment.js';

/** More would make the page too large to send. */
const mostRows = 400;

/** What KSM would save, as it was estimated. */
export function estimateSection(report: Report, printed: EstimateReport): Html {
  const {timeMs, groups, estimate} = printed;
  const rows = estimateRows(printed);
  const left = rows.length - mostRows;
  return html`<h2>Estimate</h2>
<p class="faint">What KSM would save of memory that was not opted in. ${madeText(timeMs, estimate.seconds, report)}</p>
<div class="wide"><table>
<thead><tr><th>container</th>${tableColumns.map(([title]) => html`<th class="figure">${title.toLowerCase()}</th>`)}<th></th></tr></thead>
<tbody>
${rows.slice(0, mostRows).map(({name, memory, isBest}) => row(name, memory, isBest ? '*' : ''))}
${row('total', estimate.total, '')}
</tbody></table></div>
${left > 0 ? html`<p>${countOf(left, 'container')} with the least profit left out.</p>` : ''}
<ul>
${estimateSentences(groups.length, estimate, {}).map((sentence) => html`<li>${sentence}</li>`)}
</ul>
`;
}

function row(name: string, memory: EstimatedMemory, mark: string): Html {
  const figures = knownFigures(memory);
  return html`<tr><td class="name">${name}</td>${tableColumns.map(([, cell]) => html`<td class="figure">${cell(figures)}</td>`)}<td>${mark}</td></tr>
`;
}
