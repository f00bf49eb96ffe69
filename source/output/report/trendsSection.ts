import type {Report} from '../../model/report/reportCollector.js';
import {reportFigureNames, reportFigures} from '../../model/report/reportFigures.js';
import type {TrendStep} from '../../model/report/reportTrends.js';
import {changeText} from './events.js';
import {figureText} from './figureText.js';
import {type Html, html} from './html.js';
import {momentText} from './moment.js';
import {type ChartDescription, type Mark, svgChart} from './svgChart.js';

const charts: readonly ChartDescription[] = [
  {
    title: 'Saved memory',
    about: 'Profit is what is saved minus the metadata of the pages that ksmd tracks.',
    figures: ['saved', 'profit'],
  },
  {
    title: 'Offered memory',
    about:
      'shared: kept copies; sharing: what they save; unshared: unique pages; volatile: pages that change too often to merge.',
    figures: ['shared', 'sharing', 'unshared', 'volatile'],
  },
  {title: 'CPU of ksmd', about: 'In percent of one core.', figures: ['cpu']},
  {
    title: 'Merges broken',
    about: 'Merged pages copied per second because a process wrote to them.',
    figures: ['broken'],
  },
  {title: 'Memory available on the host', about: 'MemAvailable.', figures: ['available']},
];

/** Each change beyond this many would hide the lines. */
const mostMarks = 40;

/** The charts, and the same as a table. */
export function trendsSection({trends: steps, events}: Report): Html {
  const marks: Mark[] = events.flatMap((event) =>
    event.kind === 'parameter'
      ? [{timeMs: event.timeMs, text: `${momentText(event.timeMs)}: ${changeText(event.change)}`}]
      : [],
  );
  const shown = marks.length > mostMarks ? [] : marks;
  return html`<h2>Trends</h2>
<p class="faint"><span class="pointing">Point at a chart to read its values.</span> A tinted area is the range within one step${shown.length > 0 ? '; a dashed vertical line is a changed parameter' : ''}.</p>
${charts.map((description) => svgChart(description, steps, shown))}
${table(steps)}
`;
}

const mostRows = 48;

function table(steps: readonly TrendStep[]): Html {
  const every = Math.ceil(steps.length / mostRows);
  const rows = steps.filter((_, index) => index % every === 0);
  return html`<details><summary>The trends as a table</summary><div class="wide"><table>
<thead><tr><th>time</th>${reportFigureNames.map((name) => html`<th class="figure">${reportFigures[name].label}</th>`)}</tr></thead>
<tbody>
${rows.map(
  ({
    timeMs,
    values,
  }) => html`<tr><td class="moment">${momentText(timeMs)}</td>${reportFigureNames.map(
    (name) =>
      html`<td class="figure">${figureText[reportFigures[name].unit](values[name]?.mean)}</td>`,
  )}</tr>
`,
)}
</tbody></table></div></details>
`;
}
