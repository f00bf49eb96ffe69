import type {AdviceSpan} from '../../model/report/adviceSpans.js';
import type {Report} from '../../model/report/reportCollector.js';
import {countOf} from '../../text/count.js';
import {formatSeconds} from '../../text/units.js';
import {type Html, html} from './html.js';
import {momentText} from './moment.js';

/** Each advice once, in its newest wording, with its cure and when it was given; what was given last first. */
export function adviceSection(report: Report): Html {
  const rules = [...new Set(report.advice.map(({advice}) => advice.rule))];
  const groups = rules
    .map((rule) => report.advice.filter(({advice}) => advice.rule === rule))
    .sort((a, b) => endOf(b) - endOf(a));
  const pause = formatSeconds(report.adviceHoldMs / 1000);
  return html`<h2>Advice</h2>
${
  groups.length === 0
    ? html`<p>No advice.</p>`
    : html`<p class="faint">In its newest wording. Advice that returned within ${pause} counts as given all along.</p>
<table><thead><tr><th>advice</th><th>given</th></tr></thead><tbody>
${groups.map((spans) => adviceRow(spans, firstJudgedMs(report)))}
</tbody></table>`
}
`;
}

/** When advice could be given for the first time. */
export function firstJudgedMs({listed, start}: Report): number {
  return (listed?.start ?? start).sample.timeMs;
}

function endOf(spans: readonly AdviceSpan[]): number {
  return spans.at(-1)?.toMs ?? Number.MAX_VALUE;
}

/** The newest are shown. */
const mostTimes = 5;

function adviceRow(spans: readonly AdviceSpan[], startMs: number): Html {
  const {severity = '', text = '', cure = ''} = spans.at(-1)?.advice ?? {};
  const left = spans.length - mostTimes;
  return html`<tr><td><b class="${severity === 'warning' ? 'warning' : 'faint'}">${severity}</b> ${text}<pre>${cure}</pre></td>
<td class="moment">${left > 0 ? html`<small>${countOf(left, 'time')} before</small>` : ''}${spans.slice(-mostTimes).map((span) => html`${spanText(span, startMs)}<br>`)}</td></tr>
`;
}

function spanText({fromMs, toMs}: AdviceSpan, startMs: number): string {
  const from = fromMs > startMs ? momentText(fromMs) : 'start';
  return `${from} to ${toMs === undefined ? 'end' : momentText(toMs)}`;
}
