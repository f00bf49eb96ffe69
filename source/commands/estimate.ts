import {advance} from '../model/advance.js';
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
import {isUnicodeLocale, spellAscii} from '../text/spelling.js';
import {formatBytes} from '../text/units.js';
import {choiceOf} from './shared/choice.js';
import type {CommandLine} from './shared/command.js';
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

const processesTimeoutMs = 60_000;

/** Prints what KSM would save of containers or processes that are not opted in. */
export async function estimate(line: CommandLine): Promise<number> {
  const format = formatOf(line, 'estimate');
  const limits = limitsOf(line);
  const host = await openHost(line);
  const interruption = watchInterruption('SIGINT', 'SIGTERM');
  try {
    if (!host.estimate) throw new Error(remoteText);
    const sample = await interruption.unless(settledSample(host, processesTimeoutMs));
    if (!sample) return endInterrupted(interruption);
    const model = advance(undefined, sample);
    const ownPid = line.hosts.length === 0 ? process.pid : undefined;
    const request = estimateRequest(model, choiceOf(model, line.words), limits, ownPid);
    if (request.groups.length === 0) throw new Error('There is no process to look at.');
    const progress = createProgressLine();
    const running = host.estimate(request, {
      progress: (now) => progress.show(progressText(now)),
      soFar() {},
    });
    const result = await resultOf(running, interruption);
    progress.clear();
    const report = {timeMs: sample.timeMs, groups: request.groups, estimate: result};
    await standardOutput().write(render(format, report, model));
    return 0;
  } finally {
    await host.close();
  }
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
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    spell: isUnicodeLocale(process.env) ? (text) => text : spellAscii,
  });
}

function progressText({stage, processesDone, processesTotal, bytesRead}: EstimateProgress): string {
  const what =
    stage === 'first reading'
      ? `${processesDone} of ${processesTotal} processes`
      : 'reading again what would be saved';
  return `${formatBytes(bytesRead)} read, ${what}`;
}
