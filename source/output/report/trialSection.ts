import {isStopped} from '../../model/derive/ksmd/paceWindow.js';
import type {Report} from '../../model/report/reportCollector.js';
import {clauseLines} from '../../model/trial/trialLines.js';
import {trialRows} from '../../model/trial/trialRows.js';
import {trialProgress} from '../../model/trial/trialText.js';
import {type Html, html} from './html.js';

/**
 * The last trial of the recording; empty: there was none.
 * @param everySample Was read; if not, only its result is known.
 */
export function trialSection({end: {trial, sample}}: Report, everySample: boolean): Html {
  if (!trial) return html``;
  const names = trial.reading.containers.map(({name}) => name).join(', ');
  if (!everySample) {
    const result = trial.reading.ended ?? 'not over at the end of the recording';
    return html`<h2>Trial of ${names}</h2>
<p>Result: ${result}. Its figures take every sample of the recording: <code>ksmtop replay</code> shows them.</p>
`;
  }
  return html`<h2>Trial of ${names}</h2>
<p>${trialProgress(trial, isStopped(sample))}</p>
<div class="wide"><table>
<thead><tr><th>figure</th><th class="figure">before</th><th class="figure">at the end</th><th class="figure">at the floor</th></tr></thead>
<tbody>
${trialRows(trial).map(
  ({
    label,
    before,
    now,
    floor,
  }) => html`<tr><th>${label}</th><td class="figure">${before}</td><td class="figure">${now}</td><td class="figure">${floor}</td></tr>
`,
)}
</tbody></table></div>
<ul>
${clauseLines(trial).map((text) => html`<li>${text}</li>`)}
</ul>
`;
}
