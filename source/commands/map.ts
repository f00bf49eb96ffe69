import {findContainers} from '../model/derive/findContainer.js';
import type {MapReport} from '../model/map/mapReport.js';
import {mapReport} from '../model/map/mapReport.js';
import {mapRequest, usualMapLimits} from '../model/map/mapRequest.js';
import {isTenantPattern, tenantPattern} from '../model/map/tenants.js';
import type {Model} from '../model/model.js';
import type {commandFormats} from '../output/formats.js';
import {mapCsv} from '../output/map/mapCsv.js';
import {mapJson} from '../output/map/mapJson.js';
import {type MapTextOptions, mapText} from '../output/map/mapText.js';
import {quoted} from '../text/quoted.js';
import type {CommandLine} from './options/command.js';
import {containerNotFound} from './options/containerNotFound.js';
import {formatOf} from './options/formatOf.js';
import {UsageError} from './options/usageError.js';
import {cpuPercentOf, outputTraits, runPagesCommand} from './sampling/pagesCommand.js';

/** Prints who shares merged pages with whom. */
export async function map(line: CommandLine): Promise<number> {
  const format = formatOf(line, 'map');
  const cpuPercent = cpuPercentOf(line, usualMapLimits.cpuPercent);
  const pattern = await patternOf(line);
  return runPagesCommand(line, {
    workOf: (host) => host.map,
    start(work, model, show) {
      const ids = chosenIds(model, line.words);
      const request = mapRequest(model, {...usualMapLimits, cpuPercent}, pattern);
      const running = work(request, {
        progress: (now) => show(`${now.processesDone} of ${now.processesTotal} processes`, now),
        soFar() {},
      });
      const result = running.result.then((sharing) => ({
        report: mapReport(model.sample, request, sharing),
        ids,
      }));
      return {result, stop: running.stop};
    },
    render: ({report, ids}) => render(format, report, {ids, ...outputTraits(line)}),
  });
}

/** Of the command line, else of the settings. */
async function patternOf({options}: CommandLine): Promise<RegExp | undefined> {
  const {tenants} = options;
  if (tenants === undefined) {
    const {readSettings} = await import('./settings/userSettings.js');
    return tenantPattern((await readSettings()).values['map.tenants']);
  }
  if (isTenantPattern(tenants)) return tenantPattern(tenants);
  throw new UsageError(`--tenants needs a regular expression, not ${quoted(tenants)}.`);
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
  format: (typeof commandFormats.map)[number],
  report: MapReport,
  options: MapTextOptions,
): string {
  if (format === 'json') return mapJson(report, options.ids);
  if (format === 'csv') return mapCsv(report, options.ids);
  return mapText(report, options);
}
