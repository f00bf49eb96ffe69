import {setTimeout as pause} from 'node:timers/promises';
import {advance} from '../model/advance.js';
import {type Diagnosed, examine} from '../model/checks/examine.js';
import {isStopped} from '../model/derive/ksmd/paceWindow.js';
import {preloadState} from '../model/derive/preloadState.js';
import {deriveProcess} from '../model/derive/processes.js';
import type {Thresholds} from '../model/derive/thresholds.js';
import {diagnose} from '../model/diagnosis/diagnosis.js';
import type {Model} from '../model/model.js';
import {examinationJson, examinationText, type TextOptions} from '../output/examination.js';
import {spellingFor} from '../text/spelling.js';
import type {CommandLine} from './options/command.js';
import {formatOf} from './options/formatOf.js';
import {complain} from './printing/complain.js';
import {standardOutput} from './printing/destination.js';
import {type OpenedHost, openHost} from './sampling/openHost.js';
import {settledSample} from './sampling/settledSample.js';

/** Long enough for several scans and clock ticks; a stopped ksmd has no CPU to measure. */
const runningIntervalMs = 10_000;
const stoppedIntervalMs = 1000;
/** Long enough to read tens of thousands of processes. */
const settleTimeoutMs = 60_000;
/** Each takes tens of milliseconds, and many processes share a reason. */
const mostDiagnosed = 8;

const exitCodes = {fine: 0, warnings: 1, cannotRun: 2};

/** Checks everything once; prints problems and cures. */
export async function doctor(line: CommandLine): Promise<number> {
  const format = formatOf(line, 'doctor');
  const host = await openHost(line);
  try {
    const model = await sampleTwice(host, await siteThresholds());
    const surroundings = await host.surroundings();
    const examined = examine(model, surroundings, await diagnoseSome(host, model));
    await standardOutput().write(
      format === 'json'
        ? examinationJson(model.sample, examined)
        : examinationText(model.sample, examined, await terminalTraits(line)),
    );
    const warned = examined.some(({state}) => state === 'warning');
    return warned ? exitCodes.warnings : exitCodes.fine;
  } catch (error) {
    complain(error);
    return exitCodes.cannotRun;
  } finally {
    await host.close();
  }
}

const styles = {
  title: 'bold',
  warning: 'warning',
  note: 'accent',
  ok: 'good',
  cure: 'dim',
} as const;

/** A pipe or a file gets unwrapped sentences without colors. */
async function terminalTraits({options}: CommandLine): Promise<TextOptions> {
  if (!process.stdout.isTTY) {
    return {spell: spellingFor(process.env)};
  }
  const {themeOf} = await import('../screen/draw/theme.js');
  const {paint, spell} = themeOf(process.env, options.color !== false);
  return {
    columns: process.stdout.columns,
    spell,
    paint: (kind, text) => paint(styles[kind], text),
  };
}

/** Those that this user has set; absent: the usual ones. */
async function siteThresholds(): Promise<Thresholds | undefined> {
  const {readSettings} = await import('./settings/userSettings.js');
  const {thresholdsFrom} = await import('../screen/settings/siteThresholds.js');
  return thresholdsFrom((await readSettings()).values);
}

async function sampleTwice(host: OpenedHost, thresholds?: Thresholds): Promise<Model> {
  const first = advance(undefined, await settledSample(host, settleTimeoutMs), thresholds);
  if (isStopped(first.sample) || !first.sample.ksm) await pause(stoppedIntervalMs);
  else await measureFor(runningIntervalMs);
  return advance(first, await settledSample(host, settleTimeoutMs), thresholds);
}

/** On a terminal, says meanwhile what takes so long. */
async function measureFor(milliseconds: number): Promise<void> {
  const notice = `Measuring ksmd for ${milliseconds / 1000} s …`;
  const {isTTY} = process.stderr;
  if (isTTY) process.stderr.write(`${notice}\r`);
  await pause(milliseconds);
  if (isTTY) process.stderr.write(`${' '.repeat(notice.length)}\r`);
}

/** Diagnoses one process of each container that asks for the preload library but has not loaded it. */
async function diagnoseSome(host: OpenedHost, model: Model): Promise<Diagnosed[]> {
  const chosen = new Map(
    (model.sample.processes ?? [])
      .filter((process) => preloadState(process) === 'requested')
      .map((process) => [process.container.id, process]),
  );
  const diagnosed: Diagnosed[] = [];
  for (const process of [...chosen.values()].slice(0, mostDiagnosed)) {
    const inspection = await host.inspect(process).catch(() => undefined);
    if (!inspection) continue;
    const row = deriveProcess(model, process);
    const diagnosis = diagnose({row, inspection, sample: model.sample, scans: model.scans});
    diagnosed.push({process, diagnosis});
  }
  return diagnosed;
}
