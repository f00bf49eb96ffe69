import type {AdviceSpan} from '../../model/report/adviceSpans.js';
import type {Report, ReportEvent} from '../../model/report/reportCollector.js';
import {authorText} from '../../model/tuning/authorText.js';
import type {ParameterChange} from '../../model/tuning/parameterChanges.js';
import {valueText} from '../../model/tuning/valueText.js';
import {countOf} from '../../text/count.js';
import {firstJudgedMs} from './adviceSection.js';
import {type Html, html} from './html.js';
import {momentText} from './moment.js';
import {verdictWord} from './verdictWord.js';

type Row = {timeMs: number; kind: string; what: Html};

/** More would make the page too long to read. */
const mostRows = 300;

/** What happened, in order of time. */
export function events(report: Report): Html {
  const rows = [
    ...report.events.map((event) => ({
      timeMs: event.timeMs,
      kind: kinds[event.kind],
      what: eventText(event),
    })),
    ...report.advice.flatMap((span) => adviceRows(span, firstJudgedMs(report))),
  ].sort((a, b) => a.timeMs - b.timeMs);
  const left = rows.length - mostRows;
  return html`<h2>Events</h2>
${rows.length === 0 ? html`<p>No parameter, verdict or advice changed.</p>` : eventTable(rows.slice(-mostRows))}
${left > 0 ? html`<p>${countOf(left, 'earlier event')} left out.</p>` : ''}
`;
}

function eventTable(rows: readonly Row[]): Html {
  return html`<table><thead><tr><th>time</th><th>of</th><th>event</th></tr></thead><tbody>
${rows.map(
  ({
    timeMs,
    kind,
    what,
  }) => html`<tr><td class="moment">${momentText(timeMs)}</td><td class="faint">${kind}</td><td>${what}</td></tr>
`,
)}
</tbody></table>`;
}

const kinds: Readonly<Record<ReportEvent['kind'], string>> = {
  parameter: 'parameter',
  verdict: 'verdict',
  restart: 'host',
  recording: 'recording',
};

function eventText(event: ReportEvent): Html {
  switch (event.kind) {
    case 'parameter':
      return html`${changeText(event.change)}`;
    case 'verdict':
      return html`${verdictWord(event.from)} → ${verdictWord(event.to)}`;
    case 'restart':
      return html`The host was restarted: counters begin at 0.`;
    case 'recording':
      return html`Another recording begins, of ${event.hostName}.`;
  }
}

/** `pages_to_scan: 100 → 2 000, by ksmtop`. */
export function changeText(change: ParameterChange): string {
  const {name, from, to} = change;
  return `${name}: ${valueText(name, from)} → ${valueText(name, to)}, by ${authorText(change)}`;
}

/** Advice that was given from the start on did not come. */
function adviceRows({first, advice, fromMs, toMs}: AdviceSpan, startMs: number): Row[] {
  const kind = 'advice';
  const came = {timeMs: fromMs, kind, what: html`New: ${first.text}`};
  const gone = {timeMs: toMs ?? 0, kind, what: html`No longer: ${advice.text}`};
  return [...(fromMs > startMs ? [came] : []), ...(toMs === undefined ? [] : [gone])];
}
