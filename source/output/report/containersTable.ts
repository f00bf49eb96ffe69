import {unattributedId} from '../../model/derive/containers.js';
import {preloadStates} from '../../model/derive/preloadState.js';
import {
  type ContainerChange,
  type ContainerState,
  containerChanges,
} from '../../model/report/containerChanges.js';
import type {Report} from '../../model/report/reportCollector.js';
import {countOf} from '../../text/count.js';
import {formatBytes, formatSignedBytes, unknown} from '../../text/units.js';
import {cut} from '../../text/width.js';
import {type Html, html} from './html.js';
import {momentText} from './moment.js';
import {verdictWord} from './verdictWord.js';

/** More would make the page too large to send. */
const mostRows = 400;
/** Longer names are cut. */
const longestName = 100;

type Column = {
  title: string;
  meaning: string;
  isFigure?: true;
  cell: (state: ContainerState) => string;
};

const columns: readonly Column[] = [
  {
    title: 'processes',
    meaning: 'listed processes',
    isFigure: true,
    cell: ({id, processes}) => (id === unattributedId ? unknown : String(processes)),
  },
  {title: 'state', meaning: 'how far its processes got', cell: stateText},
  figure('memory', 'anonymous resident memory', ({memoryBytes}) => formatBytes(memoryBytes)),
  figure('offered', 'memory that ksmd tracks', ({offeredBytes}) => formatBytes(offeredBytes)),
  figure('merged', 'backed by merged pages', ({mergedBytes}) => formatBytes(mergedBytes)),
  figure('saved', 'its share of what the host saves', ({savedBytes}) => formatBytes(savedBytes)),
  figure('profit', 'saved minus metadata', ({profitBytes}) => formatSignedBytes(profitBytes)),
];

function figure(title: string, meaning: string, cell: Column['cell']): Column {
  return {title, meaning, isFigure: true, cell};
}

/** Every container at both ends of the recording. */
export function containersTable({listed, passingContainers}: Report): Html {
  if (!listed) return html`<h2>Containers</h2><p>No sample holds the list of processes.</p>`;
  const {start, end} = listed;
  const changes = containerChanges(start, end);
  const left = changes.length - mostRows;
  return html`<h2>Containers</h2>
<p class="faint">At ${momentText(end.sample.timeMs)}; “was”: at ${momentText(start.sample.timeMs)}, where it differs.</p>
<div class="wide"><table>
<thead><tr><th>container</th><th>kind</th><th>verdict</th>${columns.map(({title, meaning, isFigure}) => html`<th class="${isFigure ? 'figure' : ''}" title="${meaning}">${title}</th>`)}</tr></thead>
<tbody>
${changes.slice(0, mostRows).map(row)}
</tbody></table></div>
${left > 0 ? html`<p>${countOf(left, 'container')} that ${left === 1 ? 'saves' : 'save'} least left out.</p>` : ''}
${passingContainers > 0 ? html`<p>${countOf(passingContainers, 'more container')} came and went in between.</p>` : ''}
`;
}

function row({id, name, kind, start, end}: ContainerChange): Html {
  return html`<tr><td class="name">${shortened(name)}${id === unattributedId ? '' : presence(start, end)}</td><td class="faint">${shortened(kind)}</td>
<td>${verdictWord(end?.verdict)}${start && start.verdict !== end?.verdict ? html`<small>was ${start.verdict ?? unknown}</small>` : ''}</td>
${columns.map(({cell, isFigure}) => html`<td class="${isFigure ? 'figure' : ''}">${cells(start && cell(start), end && cell(end))}</td>`)}</tr>
`;
}

/** Whether it came or went meanwhile. */
function presence(start: ContainerState | undefined, end: ContainerState | undefined): Html {
  if (!start) return html` <b class="good">new</b>`;
  return end ? html`` : html` <b class="warning">gone</b>`;
}

/** The value at the end, and below it that of the start where it differs. */
function cells(start: string | undefined, end: string | undefined): Html {
  return html`${end ?? ''}${start !== undefined && start !== end ? html`<small>was ${start}</small>` : ''}`;
}

function stateText({id, kind, preload, library}: ContainerState): string {
  const parts = preloadStates
    .filter((state) => state !== 'none' && preload[state] > 0)
    .map((state) => `${preload[state]} ${state}`);
  if (parts.length > 0) return parts.join(', ');
  if (library) return 'installed';
  return kind === 'host' || id === unattributedId ? unknown : 'none';
}

function shortened(name: string): string {
  const short = cut(name, longestName);
  return short === name ? name : `${short}…`;
}
