import type {EstimateReport} from '../../model/estimate/savingsEstimate.js';
import type {MapReport} from '../../model/map/mapReport.js';
import type {Report} from '../../model/report/reportCollector.js';
import {countOf} from '../../text/count.js';
import {formatBytes, formatSeconds, groupThousands, unknown} from '../../text/units.js';
import {adviceSection} from './adviceSection.js';
import {containersTable} from './containersTable.js';
import {estimateSection} from './estimateSection.js';
import {events} from './events.js';
import {type Html, html} from './html.js';
import {mapSection} from './mapSection.js';
import {wholeMomentText} from './moment.js';
import {overview} from './overview.js';
import {parametersTable} from './parametersTable.js';
import {reportStyle} from './style.js';
import {trendsSection} from './trendsSection.js';
import {trialSection} from './trialSection.js';

/** What a page says about the recording itself. */
export type PageFacts = {
  /** Its name, as untrusted as what it holds. */
  recording: string;
  samples: number;
  /** `false`: most samples of a long recording were skipped. */
  everySample: boolean;
  /** Sentences about what is missing, or was not looked at. */
  notices: readonly string[];
  /** What was read of a long recording; absent: all. */
  coverage: string | undefined;
  /** Version of ksmtop. */
  program: string;
  /** The hash of the style, as the Content-Security-Policy writes it: `sha256-…`. */
  styleHash: string;
};

/** What was found about the host besides the recording. */
export type Printed = {estimate?: EstimateReport | undefined; map?: MapReport | undefined};

/** A page that needs nothing else: no script, nothing from elsewhere, all names as text. */
export function reportPage(report: Report, facts: PageFacts, printed: Printed = {}): string {
  const {host} = report.end.sample;
  const name = host.name || unknown;
  const policy = `default-src 'none'; style-src '${facts.styleHash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  const {markup} = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="ksmtop ${facts.program}">
<link rel="icon" href="data:,">
<title>KSM on ${name}: ksmtop report</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>KSM on ${name}</h1>
<p>${about(report)}</p>
<p>${period(report, facts)}</p>
${facts.coverage === undefined ? '' : html`<p class="faint">${facts.coverage}</p>`}
${facts.notices.map(
  (notice) => html`<p class="warning">${notice}</p>
`,
)}
</header>
<main>
${overview(report)}
${trendsSection(report)}
${adviceSection(report)}
${events(report)}
${containersTable(report)}
${parametersTable(report)}
${trialSection(report, facts.everySample)}
${printed.estimate ? estimateSection(report, printed.estimate) : ''}
${printed.map ? mapSection(report, printed.map) : ''}
</main>
<footer><p class="faint">Made by ksmtop ${facts.program} from ${facts.recording}.</p></footer>
</body>
</html>
`;
  return markup;
}

/** Ours, so that it is inserted as it is. */
const style: Html = {markup: reportStyle};

function about({end}: Report): string {
  const {host, memory} = end.sample;
  return [
    `Linux ${host.kernelRelease || unknown}`,
    host.cpuCount === undefined ? `${unknown} CPUs` : countOf(host.cpuCount, 'CPU'),
    `${formatBytes(memory.totalBytes)} of memory`,
    `pages of ${formatBytes(host.pageSizeBytes)}`,
  ].join(' · ');
}

function period({start, end, durationMs}: Report, {samples}: PageFacts): string {
  const [from, to] = [start.sample.timeMs, end.sample.timeMs];
  return `${wholeMomentText(from)} to ${wholeMomentText(to)}, ${formatSeconds(durationMs / 1000)}, ${groupThousands(samples)} ${samples === 1 ? 'sample' : 'samples'}`;
}
