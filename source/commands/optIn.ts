import {advance} from '../model/advance.js';
import {isPossible} from '../model/optIn/optInCosts.js';
import type {OptInAction} from '../model/optIn/optInTarget.js';
import {plannedProcesses} from '../model/optIn/plannedProcesses.js';
import {optInLines, unregisteredSentences} from '../model/optIn/resultLines.js';
import {dryRunJson, optInJson} from '../output/optIn/optInJson.js';
import {lookAtAll} from '../session/optIn/changeProcesses.js';
import {currentUser, journalLines} from '../session/optIn/journalLines.js';
import {questionSentences} from '../session/optIn/questionSentences.js';
import {runOptIn} from '../session/optIn/runOptIn.js';
import {showUntrusted} from '../text/untrusted.js';
import {openHost} from './sampling/openHost.js';
import {settledSample} from './sampling/settledSample.js';
import {choiceOf} from './shared/choice.js';
import type {CommandLine} from './shared/command.js';
import {complain} from './shared/complain.js';
import {confirmed} from './shared/confirm.js';
import {standardOutput} from './shared/destination.js';
import {formatOf} from './shared/formatOf.js';
import {watchInterruption} from './shared/interruption.js';
import {runKsmd} from './shared/runKsmd.js';
import {UsageError} from './shared/usageError.js';

/** Opts running processes in. */
export const optIn = (line: CommandLine) => change(line, 'in');

/** Takes back what processes offer. */
export const optOut = (line: CommandLine) => change(line, 'out');

const processesTimeoutMs = 60_000;

async function change(line: CommandLine, action: OptInAction): Promise<number> {
  const {words, options} = line;
  const isJson = isJsonWanted(line, action);
  if (words.length === 0) {
    throw new UsageError(`opt${action} needs a CONTAINER or PID; see ksmtop --help.`);
  }
  const host = await openHost(line);
  const interruption = watchInterruption('SIGINT', 'SIGTERM', 'SIGHUP');
  try {
    const hand = host.optIn;
    if (!hand) throw new Error(remoteText(action));
    const model = advance(undefined, await settledSample(host, processesTimeoutMs));
    const choice = choiceOf(model, words);
    const planned = plannedProcesses(model, choice, action, process.pid);
    const candidates = await lookAtAll(hand, planned);
    const {timeMs} = model.sample;
    const isRead =
      isJson ||
      (await print(await questionSentences(model, choice.containerIds, candidates, action, host)));
    if (options.dryRun) {
      if (isJson) await standardOutput().write(dryRunJson(timeMs, action, candidates));
      return candidates.some(({looked}) => looked.refusal) ? 1 : 0;
    }
    if (!isRead) {
      complain('nothing was changed, because nothing reads the output.');
      return 1;
    }
    const mustAsk = candidates.some(isPossible) && !options.yes;
    if (mustAsk && !(await confirmed('Continue?'))) {
      complain('nothing was changed.');
      return 1;
    }
    const isStopped = action === 'in' && model.sample.ksm?.parameters.run !== '1';
    const starts =
      isStopped && (options.startKsmd || (mustAsk && (await confirmed('Start ksmd, too?'))));
    const changed = await runOptIn({
      hand,
      candidates,
      isStopped: () => interruption.name !== undefined,
      async planAgain() {
        const again = advance(undefined, await settledSample(host));
        return plannedProcesses(again, choice, action, process.pid);
      },
    });
    if (action === 'out') hand.forgetEnded(choice.containerIds);
    for (const text of journalLines(changed, action, currentUser())) hand.journal(text);
    if (isJson) {
      for (const text of unregisteredSentences(changed)) complain(text);
      await standardOutput().write(optInJson(timeMs, action, changed));
    } else await print(optInLines(action, changed));
    const problem = starts ? await runKsmd(host, model) : undefined;
    if (problem !== undefined) complain(problem);
    const isRefused = changed.some(({result}) => result.outcome === 'refused');
    return isRefused || problem !== undefined ? 1 : 0;
  } finally {
    await host.close();
  }
}

function remoteText(action: OptInAction): string {
  return `opt${action} stops processes of this machine only: run ksmtop opt${action} on that host itself.`;
}

function isJsonWanted(line: CommandLine, action: OptInAction): boolean {
  const {yes, dryRun} = line.options;
  const format = formatOf(line, `opt${action}`);
  if (format === 'json' && !yes && !dryRun) {
    throw new UsageError('--format json needs --yes or --dry-run: it asks no questions.');
  }
  return format === 'json';
}

/** False: nothing reads it. */
function print(lines: readonly string[]): Promise<boolean> {
  return standardOutput().write(lines.map((text) => `${showUntrusted(text)}\n`).join(''));
}
