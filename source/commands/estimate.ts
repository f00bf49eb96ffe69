import {mergesPerNode} from '../model/estimate/estimateBound.js';
import {
  type EstimateLimits,
  estimateRequest,
  usualLimits,
} from '../model/estimate/estimateRequest.js';
import {progressText} from '../model/estimate/progressText.js';
import type {EstimateProgress, EstimateReport} from '../model/estimate/savingsEstimate.js';
import {settlingTime} from '../model/estimate/settlingTime.js';
import {estimateCsv} from '../output/estimate/estimateCsv.js';
import {estimateJson} from '../output/estimate/estimateJson.js';
import {estimateMetrics} from '../output/estimate/estimateMetrics.js';
import {type EstimateTextOptions, estimateText} from '../output/estimate/estimateText.js';
import type {Format} from '../output/formats.js';
import {choiceAlive} from './options/choice.js';
import type {CommandLine} from './options/command.js';
import {formatOf} from './options/formatOf.js';
import {cpuPercentOf, outputTraits, runPagesCommand} from './sampling/pagesCommand.js';

/** Prints what KSM would save of containers or processes that are not opted in. */
export function estimate(line: CommandLine): Promise<number> {
  const format = formatOf(line, 'estimate');
  const limits = limitsOf(line);
  return runPagesCommand(line, {
    workOf: (host) => host.estimate,
    start(work, model, show) {
      const ownPid = line.hosts.length === 0 ? process.pid : undefined;
      const request = estimateRequest(model, choiceAlive(model, line.words), limits, ownPid);
      const {groups} = request;
      if (groups.length === 0) throw new Error('There is no process to read.');
      const startMs = performance.now();
      const listener = {
        progress: (now: EstimateProgress) =>
          show(progressText(now, (performance.now() - startMs) / 1000), now),
        soFar() {},
      };
      const running = work(request, listener);
      const result = running.result.then((savings) => ({groups, estimate: savings}));
      return {result, stop: running.stop};
    },
    render(found, model) {
      const settling = settlingTime(model, found.estimate.total.memoryBytes);
      const report = {timeMs: model.sample.timeMs, ...found};
      const isPerNode = mergesPerNode(model.sample);
      return render(format, report, {settling, isPerNode, ...outputTraits(line)});
    },
  });
}

function limitsOf(line: CommandLine): EstimateLimits {
  return {...usualLimits, cpuPercent: cpuPercentOf(line, usualLimits.cpuPercent)};
}

function render(format: Format, report: EstimateReport, options: EstimateTextOptions): string {
  if (format === 'openmetrics') return estimateMetrics(report);
  if (format === 'json') return estimateJson(report);
  if (format === 'csv') return estimateCsv(report);
  return estimateText(report, options);
}
