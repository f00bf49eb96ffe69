import type {Host} from '../host/host.js';
import {callerPid} from '../host/ssh/farKsmtop/callerPid.js';
import {advance} from '../model/advance.js';
import {isStopped} from '../model/derive/ksmd/paceWindow.js';
import type {Model} from '../model/model.js';
import {isPossible, isRefused} from '../model/optIn/optInCosts.js';
import type {OptInAction} from '../model/optIn/optInTarget.js';
import {planChanges} from '../model/tuning/plan.js';
import {dryRunJson} from '../output/optIn/optInJson.js';
import {carryOut} from '../session/carryOut.js';
import {changerOf} from '../session/optIn/changerOf.js';
import {questionSentences} from '../session/optIn/questionSentences.js';
import {messageOf} from '../text/messageOf.js';
import {choiceOf} from './options/choice.js';
import type {CommandLine} from './options/command.js';
import {formatOf} from './options/formatOf.js';
import {UsageError} from './options/usageError.js';
import {complain} from './printing/complain.js';
import {standardOutput} from './printing/destination.js';
import {reportJson, reportText} from './printing/optInReport.js';
import {printLines} from './printing/printLines.js';
import {confirmed} from './running/confirm.js';
import {resultOf, watchInterruption} from './running/interruption.js';
import {openHost} from './sampling/openHost.js';
import {processesTimeoutMs, settledSample} from './sampling/settledSample.js';

/** Opts running processes in. */
export const optIn = (line: CommandLine) => change(line, 'in');

/** Takes back what processes offer. */
export const optOut = (line: CommandLine) => change(line, 'out');

const savingSentence = 'What it would save: `ksmtop estimate` with the same words estimates it.';

async function change(line: CommandLine, action: OptInAction): Promise<number> {
  const {words, options} = line;
  const isJson = isJsonWanted(line, action);
  if (words.length === 0) {
    throw new UsageError(`opt${action} needs a CONTAINER or PID; see ksmtop --help.`);
  }
  const host = await openHost(line);
  const interruption = watchInterruption('SIGINT', 'SIGTERM', 'SIGHUP');
  try {
    const nextModel = async () => advance(undefined, await settledSample(host));
    const caller = callerPid();
    const ownPids = [process.pid, ...(caller === undefined ? [] : [caller])];
    const changer = changerOf(host, nextModel, ownPids);
    if (!changer)
      throw new Error(
        `the processes of this host cannot be opted ${action} from here; run ksmtop opt${action} on that host.`,
      );
    const model = advance(undefined, await settledSample(host, processesTimeoutMs));
    const choice = choiceOf(model, words);
    const candidates = await resultOf(changer.look(model, choice, action), interruption);
    const {timeMs} = model.sample;
    const isRead =
      isJson ||
      (await orUnchanged(
        printLines([
          ...(await questionSentences(model, choice.containerIds, candidates, action, host)),
          ...(action === 'in' && candidates.some(isPossible) ? [savingSentence] : []),
        ]),
      ));
    if (options.dryRun) {
      if (isJson) await standardOutput().write(dryRunJson(timeMs, action, candidates));
      return candidates.some(isRefused) ? 1 : 0;
    }
    const report = isJson ? reportJson(timeMs, action) : reportText(action);
    if (!isRead || !(await orUnchanged(report.begin()))) {
      complain('nothing was changed, because nothing reads the output.');
      return 1;
    }
    const mustAsk = candidates.some(isPossible) && !options.yes;
    if (mustAsk && !(await confirmed('Continue?'))) {
      complain('nothing was changed.');
      return 1;
    }
    const canStart = action === 'in' && isStopped(model.sample);
    const starts =
      canStart && (options.startKsmd || (mustAsk && (await confirmed('Start ksmd, too?'))));
    const agreed = {choice, action, candidates};
    const changing = changer.change(agreed, (process) =>
      report.take(process, () => changing.stop()),
    );
    const {changed, problem} = await resultOf(changing, interruption);
    await report.end(changed);
    const problems = [problem, starts ? await startKsmd(host, model) : undefined].filter(
      (each) => each !== undefined,
    );
    for (const each of problems) complain(each);
    const someRefused = changed.some(({result}) => result.outcome === 'refused');
    return someRefused || problems.length > 0 ? 1 : 0;
  } finally {
    await host.close();
  }
}

/** Starts ksmd, as `ksmtop set run=1` does; returns why it could not. */
async function startKsmd(host: Pick<Host, 'write'>, model: Model): Promise<string | undefined> {
  const {value: plan, problem} = planChanges(model, {run: '1'});
  return plan ? (await carryOut(plan, host.write)).problem : problem;
}

/** What cannot be printed before anything is changed says so. */
async function orUnchanged(printing: Promise<boolean>): Promise<boolean> {
  try {
    return await printing;
  } catch (error) {
    throw new Error(`${messageOf(error)} Nothing was changed.`);
  }
}

function isJsonWanted(line: CommandLine, action: OptInAction): boolean {
  const {yes, dryRun} = line.options;
  const format = formatOf(line, `opt${action}`);
  if (format === 'json' && !yes && !dryRun) {
    throw new UsageError('--format json needs --yes or --dry-run: it asks no questions.');
  }
  return format === 'json';
}
