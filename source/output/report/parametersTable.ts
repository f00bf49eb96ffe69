import {parameters} from '../../kernel/ksm/parameters.js';
import type {Report} from '../../model/report/reportCollector.js';
import {valueText} from '../../model/tuning/valueText.js';
import {type Html, html} from './html.js';

/** Every parameter of this kernel at both ends of the recording. */
export function parametersTable({start, end}: Report): Html {
  const before = start.sample.ksm?.parameters ?? {};
  const after = end.sample.ksm?.parameters ?? {};
  const known = parameters.filter(({name}) => (before[name] ?? after[name]) !== undefined);
  if (known.length === 0)
    return html`<h2>Parameters</h2><p>This kernel has no KSM, or its parameters could not be read.</p>`;
  return html`<h2>Parameters</h2>
<div class="wide"><table>
<thead><tr><th>parameter</th><th class="figure">start</th><th class="figure">end</th><th class="figure">default</th><th>meaning</th></tr></thead>
<tbody>
${known.map(({name, defaultValue, meaning}) => {
  const [from, to] = [valueText(name, before[name]), valueText(name, after[name])];
  return html`<tr><th>${name}</th><td class="figure">${from}</td><td class="figure ${from === to ? '' : 'warning'}">${to}</td><td class="figure">${defaultValue}</td><td class="faint">${meaning}</td></tr>
`;
})}
</tbody></table></div>
`;
}
