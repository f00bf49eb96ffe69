import {checkFigures} from '../../model/checks/figureChecks.js';
import {hostVerdict} from '../../model/derive/verdict.js';
import {verdictTable} from '../../model/derive/verdictTable.js';
import type {Model} from '../../model/model.js';
import type {Report} from '../../model/report/reportCollector.js';
import {
  type ReportFigureName,
  reportFigureNames,
  reportFigures,
} from '../../model/report/reportFigures.js';
import {fullScanTime} from '../../model/tuning/forecast.js';
import {highestOf, lowestOf} from '../../text/extremes.js';
import {
  formatBytes,
  formatLarge,
  formatPercent,
  formatSeconds,
  formatShare,
  formatSignedBytes,
  unknown,
} from '../../text/units.js';
import {figureText} from './figureText.js';
import {type Html, html} from './html.js';
import {verdictWord} from './verdictWord.js';

/** What it comes down to at the end, and each figure over the recording. */
export function overview(report: Report): Html {
  const {start, end} = report;
  return html`<ul class="tiles">
${tile('saved', formatBytes(end.figures.savedBytes), `${formatShare(end.figures.savedShareOfMemory)} of RAM; ${formatBytes(start.figures.savedBytes)} at the start`)}
${tile('profit', formatSignedBytes(end.figures.profitBytes), `saved minus metadata; ${formatSignedBytes(start.figures.profitBytes)} at the start`)}
${tile('CPU of ksmd', formatPercent(meanOf(report, 'cpu')), 'of one core, mean while it ran')}
${verdictTile(report.listed?.end ?? end)}
</ul>
<div class="wide"><table>
<caption>The host at the start, at the end, and over the recording</caption>
<thead><tr><th>figure</th>${['start', 'end', 'lowest', 'mean', 'highest'].map((head) => html`<th class="figure">${head}</th>`)}</tr></thead>
<tbody>
${reportFigureNames.map((name) => followedRow(report, name))}
${endsOnly.map(
  ({
    label,
    text,
  }) => html`<tr><th>${label}</th><td class="figure">${text(start)}</td><td class="figure">${text(end)}</td><td></td><td></td><td></td></tr>
`,
)}
</tbody></table></div>
${impossibleFigures(report)}
`;
}

/** What the figures above leave out. */
function impossibleFigures({start, end}: Report): Html | '' {
  const found = [end, start].map(checkFigures).find((outcome) => outcome?.state === 'note');
  return found ? html`<p class="warning">${found.text}</p>` : '';
}

function tile(label: string, value: string, about: string): Html {
  return html`<li>${label} <b>${value}</b> <small>${about}</small></li>`;
}

function verdictTile(model: Model): Html {
  const verdict = hostVerdict(model);
  const meaning = verdictTable.find(({word}) => word === verdict)?.meaning;
  return html`<li>verdict <b>${verdictWord(verdict)}</b> <small>${meaning}</small></li>`;
}

function followedRow(report: Report, name: ReportFigureName): Html {
  const {label, unit, figureOf} = reportFigures[name];
  const ranges = report.trends.flatMap(({values}) => values[name] ?? []);
  const known = ranges.length > 0;
  const values = [
    figureOf(report.start),
    figureOf(report.end),
    known ? lowestOf(ranges.map(({lowest}) => lowest)) : undefined,
    meanOf(report, name),
    known ? highestOf(ranges.map(({highest}) => highest)) : undefined,
  ];
  return html`<tr><th>${label}</th>${values.map((value) => html`<td class="figure">${figureText[unit](value)}</td>`)}</tr>
`;
}

/** The steps have the same duration, so that each counts as much. */
function meanOf({trends}: Report, name: ReportFigureName): number | undefined {
  const means = trends.flatMap(({values}) => values[name]?.mean ?? []);
  return means.length > 0 ? means.reduce((sum, mean) => sum + mean, 0) / means.length : undefined;
}

/** Figures that are given at both ends only. */
const endsOnly: ReadonlyArray<{label: string; text: (model: Model) => string}> = [
  {label: 'offered', text: ({figures}) => formatBytes(figures.offeredBytes)},
  {label: 'saved of the offered', text: ({figures}) => formatShare(figures.savedShareOfOffered)},
  {
    label: 'extra users per merged page',
    text: ({figures: {sharingPerShared: ratio}}) =>
      ratio === undefined ? unknown : ratio < 9.95 ? ratio.toFixed(1) : formatLarge(ratio),
  },
  {label: 'full scan', text: (model) => formatSeconds(fullScanTime(model)?.value)},
];
