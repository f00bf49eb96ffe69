import {
  type EstimateLimits,
  estimateRequest,
  usualLimits,
} from '../model/estimate/estimateRequest.js';
import type {EstimateProgress} from '../model/estimate/savingsEstimate.js';
import {settlingTime} from '../model/estimate/settlingTime.js';
import type {Model} from '../model/model.js';
import {estimateCsv} from '../output/estimate/estimateCsv.js';
import type {EstimateReport} from '../output/estimate/estimateFigures.js';
import {estimateJson} from '../output/estimate/estimateJson.js';
import {estimateText} from '../output/estimate/estimateText.js';
import {formatBytes} from '../text/units.js';
import {choiceOf} from './shared/choice.js';
import type {CommandLine} from './shared/command.js';
import {formatOf} from './shared/formatOf.js';
import {
  cpuPercentOf,
  outputTraits,
  runPagesCommand,
  type TableFormat,
} from './shared/pagesCommand.js';

/** Prints what KSM would save of containers or processes that are not opted in. */
export function estimate(line: CommandLine): Promise<number> {
  const format = formatOf(line, 'estimate');
  const limits = limitsOf(line);
  return runPagesCommand(line, {
    workOf: (host) => host.estimate,
    unable: remoteText,
    start(work, model, show) {
      const ownPid = line.hosts.length === 0 ? process.pid : undefined;
      const request = estimateRequest(model, choiceOf(model, line.words), limits, ownPid);
      const {groups} = request;
      if (groups.length === 0) throw new Error('There is no process to look at.');
      const listener = {progress: (now: EstimateProgress) => show(progressText(now)), soFar() {}};
      const running = work(request, listener);
      const result = running.result.then((savings) => ({groups, estimate: savings}));
      return {result, stop: running.stop};
    },
    render: (found, model) => render(format, {timeMs: model.sample.timeMs, ...found}, model),
  });
}

const remoteText =
  'estimate reads the memory of this machine only: run ksmtop estimate on that host itself.';

function limitsOf(line: CommandLine): EstimateLimits {
  return {...usualLimits, cpuPercent: cpuPercentOf(line, usualLimits.cpuPercent)};
}

function render(format: TableFormat, report: EstimateReport, model: Model): string {
  if (format === 'json') return estimateJson(report);
  if (format === 'csv') return estimateCsv(report);
  return estimateText(report, {
    settling: settlingTime(model, report.estimate.total.memoryBytes),
    ...outputTraits(),
  });
}

function progressText({stage, processesDone, processesTotal, bytesRead}: EstimateProgress): string {
  const what =
    stage === 'first reading'
      ? `${processesDone} of ${processesTotal} processes`
      : 'reading again what would be saved';
  return `${formatBytes(bytesRead)} read, ${what}`;
}
