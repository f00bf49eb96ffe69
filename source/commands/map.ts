import {advance} from '../model/advance.js';
import {findContainers} from '../model/derive/findContainer.js';
import type {MapReport} from '../model/map/mapReport.js';
import {mapReport} from '../model/map/mapReport.js';
import {mapRequest, usualMapLimits} from '../model/map/mapRequest.js';
import type {Model} from '../model/model.js';
import {mapCsv} from '../output/map/mapCsv.js';
import {mapJson} from '../output/map/mapJson.js';
import {mapText} from '../output/map/mapText.js';
import {quoted} from '../text/quoted.js';
import {isUnicodeLocale, spellAscii} from '../text/spelling.js';
import type {CommandLine} from './shared/command.js';
import {containerNotFound} from './shared/containerNotFound.js';
import {standardOutput} from './shared/destination.js';
import {formatOf} from './shared/formatOf.js';
import {watchInterruption} from './shared/interruption.js';
import {openHost} from './shared/openHost.js';
import {
  cpuPercentOf,
  createProgressLine,
  endInterrupted,
  resultOf,
  type TableFormat,
} from './shared/pagesCommand.js';
import {settledSample} from './shared/settledSample.js';
import {UsageError} from './shared/usageError.js';

const processesTimeoutMs = 60_000;

/** Prints who shares merged pages with whom. */
export async function map(line: CommandLine): Promise<number> {
  const format = formatOf(line, 'map');
  const pattern = patternOf(line);
  const cpuPercent = cpuPercentOf(line, usualMapLimits.cpuPercent);
  const host = await openHost(line);
  const interruption = watchInterruption('SIGINT', 'SIGTERM');
  try {
    if (!host.map) throw new Error(remoteText);
    const sample = await interruption.unless(settledSample(host, processesTimeoutMs));
    if (!sample) return endInterrupted(interruption);
    const model = advance(undefined, sample);
    const ids = chosenIds(model, line.words);
    const request = mapRequest(model, {...usualMapLimits, cpuPercent}, pattern);
    const progress = createProgressLine();
    const running = host.map(request, {
      progress: ({processesDone, processesTotal}) =>
        progress.show(`${processesDone} of ${processesTotal} processes`),
      soFar() {},
    });
    const result = await resultOf(running, interruption);
    progress.clear();
    await standardOutput().write(render(format, mapReport(sample, request, result), ids));
    return 0;
  } finally {
    await host.close();
  }
}

const remoteText =
  'map reads the page tables of this machine only: run ksmtop map on that host itself.';

function patternOf({options}: CommandLine): RegExp | undefined {
  const {tenants} = options;
  if (typeof tenants !== 'string') return undefined;
  try {
    return new RegExp(tenants, 'u');
  } catch {
    throw new UsageError(`--tenants needs a regular expression, not ${quoted(tenants)}.`);
  }
}

/** Absent: all. */
function chosenIds(
  {containers = []}: Model,
  words: readonly string[],
): ReadonlySet<string> | undefined {
  if (words.length === 0) return undefined;
  const ids = words.flatMap((word) => {
    const found = findContainers(containers, word);
    if (found.length === 0) throw containerNotFound(containers, word);
    return found.map(({id}) => id);
  });
  return new Set(ids);
}

function render(
  format: TableFormat,
  report: MapReport,
  ids: ReadonlySet<string> | undefined,
): string {
  if (format === 'json') return mapJson(report, ids);
  if (format === 'csv') return mapCsv(report, ids);
  return mapText(report, {
    ids,
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    spell: isUnicodeLocale(process.env) ? (text) => text : spellAscii,
  });
}
