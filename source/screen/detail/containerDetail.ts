import {containerAdvice} from '../../model/advice/containerAdvice.js';
import {unattributedId} from '../../model/derive/containers.js';
import {effortText} from '../../model/derive/ksmd/ksmdEffort.js';
import {deriveProcess, type ProcessRow} from '../../model/derive/processes.js';
import type {Model} from '../../model/model.js';
import type {ProcessSample} from '../../model/sample/sample.js';
import {countOf} from '../../text/count.js';
import {formatBytes, formatShare, formatSignedBytes} from '../../text/units.js';
import {showUntrusted} from '../../text/untrusted.js';
import {alignRight, fitWidth} from '../../text/width.js';
import type {Span} from '../draw/line.js';
import type {Theme} from '../draw/theme.js';
import {cureLines} from '../views/adviceRows.js';
import type {ListedContainer} from '../views/containerColumns.js';
import {commandOf} from '../views/processColumns.js';
import {type Detail, wrapped} from './detailPane.js';
import {verdictLines} from './verdictLines.js';

/** A container at length: its verdict and why, its advice, its largest processes. */
export function containerDetail(
  theme: Theme,
  model: Model,
  row: ListedContainer,
  width: number,
): Detail {
  const {id, name, kind, processes, trend} = row;
  if (id === unattributedId) {
    return {
      title: name,
      lines: wrapped(
        'What is saved by processes that cannot be read, or that ended while ksmd was stopped.',
        width,
        'plain',
      ),
      trend,
    };
  }
  return {
    title: `${showUntrusted(name)}  ${showUntrusted(kind)}, ${countOf(processes, 'process', 'processes')}`,
    lines: [
      ...verdictLines(row.verdict, figuresText(model, row), width),
      ...optedInLines(row, width),
      [],
      ...adviceLines(theme, model, id, width),
      ...processLines(model, id, width),
    ],
    trend,
  };
}

/** What a restart of the container loses. */
function optedInLines({optedIn}: ListedContainer, width: number): Span[][] {
  if (!optedIn || optedIn.running === 0) return [];
  const processes = countOf(optedIn.running, 'process', 'processes');
  return wrapped(`${processes} opted in by ksmtop, lost at restart; O undoes it.`, width, 'plain');
}

/** `It saves 33.3 MiB of 1.04 GiB offered (3.1 %): profit +16.7 MiB, for 0.9 % of a core over the last 30 s.` */
function figuresText(model: Model, row: ListedContainer): string {
  const {effortPercent, figures} = model;
  const {savedBytes, offeredBytes, profitBytes} = row;
  if (savedBytes === undefined || !offeredBytes) return '';
  const part = figures.offeredBytes ? Math.min(1, offeredBytes / figures.offeredBytes) : undefined;
  const cpu =
    effortPercent === undefined || part === undefined ? '' : `, for ${effortText(model, part)}`;
  // Merged zero pages are no longer among the offered ones.
  const share = savedBytes <= offeredBytes ? ` (${formatShare(savedBytes / offeredBytes)})` : '';
  return (
    `It saves ${formatBytes(savedBytes)} of ${formatBytes(offeredBytes)} offered${share}: ` +
    `profit ${formatSignedBytes(profitBytes)}${cpu}.`
  );
}

function adviceLines({glyphs}: Theme, model: Model, id: string, width: number): Span[][] {
  return containerAdvice(model, id).flatMap(({severity, text, cure}): Span[][] => {
    const isWarning = severity === 'warning';
    const sentence = `${isWarning ? `${glyphs.warning} ` : ''}${showUntrusted(text)}`;
    return [
      ...wrapped(sentence, width, isWarning ? 'warning' : 'plain', isWarning ? 2 : 0),
      ...cureLines(cure, width - 2).map((line): Span[] => ['  ', ['good', line]]),
      [],
    ];
  });
}

const mostProcesses = 8;

function processLines(model: Model, id: string, width: number): Span[][] {
  const largest = largestProcesses(model, id).map((process) => deriveProcess(model, process));
  if (largest.length === 0) return [];
  const commandWidth = width - 8 - 2 * figureWidth - stateWidth - 4;
  const cells = (pid: string, command: string, state: string, memory: string, saved: string) =>
    `${alignRight(pid, 7)}  ${fitWidth(command, commandWidth)} ${fitWidth(state, stateWidth)}` +
    `${alignRight(memory, figureWidth)}${alignRight(saved, figureWidth)}`;
  return [
    [['dim', cells('PID', 'LARGEST PROCESSES', 'STATE', 'MEMORY', 'SAVED')]],
    ...largest.map(({process, preload, memoryBytes, savedBytes}: ProcessRow): Span[] => [
      cells(
        String(process.pid),
        commandOf(process),
        preload,
        formatBytes(memoryBytes),
        formatBytes(savedBytes),
      ),
    ]),
  ];
}

const figureWidth = 10;
const stateWidth = 9;

/** Kept in order while passing over thousands. */
function largestProcesses({sample}: Model, id: string): readonly ProcessSample[] {
  const largest: ProcessSample[] = [];
  const sizeOf = ({anonBytes = 0}: ProcessSample) => anonBytes;
  for (const process of sample.processes ?? []) {
    if (process.container.id !== id) continue;
    const last = largest[mostProcesses - 1];
    if (last && sizeOf(process) <= sizeOf(last)) continue;
    const place = largest.findIndex((each) => sizeOf(each) < sizeOf(process));
    largest.splice(place === -1 ? largest.length : place, 0, process);
    largest.length = Math.min(largest.length, mostProcesses);
  }
  return largest;
}
