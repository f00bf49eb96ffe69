import type {ParameterName} from '../../kernel/ksm/parameters.js';
import {findProcess} from '../../model/derive/processes.js';
import type {Model} from '../../model/model.js';
import {isPossible} from '../../model/optIn/optInCosts.js';
import type {ChangedProcess} from '../../model/optIn/optInResult.js';
import {plannedProcesses} from '../../model/optIn/plannedProcesses.js';
import type {Setting} from '../../model/trial/trialNote.js';
import {heirsOf, scopeOfTrial} from '../../model/trial/trialProcesses.js';
import type {Values} from '../../model/tuning/checkValue.js';
import {planChanges} from '../../model/tuning/plan.js';
import {listOf} from '../../text/count.js';
import {carryOut} from '../carryOut.js';
import {lookAtAll} from '../optIn/changeProcesses.js';
import {currentUser, journalLines} from '../optIn/journalLines.js';
import {runOptIn} from '../optIn/runOptIn.js';
import type {RunningTrial, TriallingHost} from './trialRun.js';

type Done = Pick<RunningTrial, 'optedIn' | 'settings' | 'problems'>;

/** Starts ksmd if it is stopped, and opts the processes in; both are noted before. */
export async function optInForTrial(
  host: TriallingHost,
  {candidates, request, problems}: RunningTrial,
  model: Model,
): Promise<Done> {
  const {optIn, notes, ownPid} = host;
  const wanted: Values = {...request.preset?.values, run: '1'};
  const settings = settingsOf(model, wanted);
  const targets = candidates
    .filter(isPossible)
    .map(({target: {pid, startTicks}}) => ({pid, startTicks}));
  const note = {
    owner: {pid: ownPid, startTicks: findProcess(model.sample, {pid: ownPid})?.startTicks},
    containerIds: request.containerIds,
    processes: targets,
    settings,
  };
  // Without a note the trial is still safe, as long as it is not killed.
  const unnoted = await notes.write(note).then(
    () => [],
    (error: Error) => [
      `If ksmtop is killed, nothing will say what it left changed: ${error.message}`,
    ],
  );
  const refused = await writeAll(host, model, wanted);
  const choice = {containerIds: request.containerIds, pids: []};
  const changed = await runOptIn({
    optIn,
    candidates,
    async planAgain() {
      const again = await nextModel(host);
      return again ? plannedProcesses(again, choice, 'in', [ownPid]) : [];
    },
  });
  for (const line of journalLines(changed, 'in', currentUser())) optIn.journal(line);
  const optedIn = namesWith(changed, 'opted-in');
  await notes.write({...note, processes: optedIn}).catch(() => {});
  return {optedIn, settings, problems: [...problems, ...unnoted, ...refused, ...refusals(changed)]};
}

/** Opts out what the trial opted in, and restores what it wrote; returns what it could not. */
export async function takeBackTrial(
  host: TriallingHost,
  {request, candidates, optedIn, settings}: RunningTrial,
): Promise<string[]> {
  const {optIn, ownPid} = host;
  const scope = scopeOfTrial(optedIn.length > 0 ? request.containerIds : [], candidates);
  const plan = (model: Model | undefined) => {
    if (!model) return [];
    const pids = [...optedIn, ...heirsOf(model.sample, scope)].map(({pid}) => pid);
    return plannedProcesses(model, {containerIds: [], pids}, 'out', [ownPid]);
  };
  const changed = await runOptIn({
    optIn,
    candidates: await lookAtAll(optIn, plan(await nextModel(host))),
    planAgain: async () => plan(await nextModel(host)),
  });
  optIn.forgetEnded(request.containerIds);
  for (const line of journalLines(changed, 'out', currentUser())) optIn.journal(line);
  const model = await nextModel(host);
  const present = model?.sample.ksm?.parameters ?? {};
  // What another program has set meanwhile is left to it.
  const unchanged = settings.filter(({name, to}) => present[name] === to);
  const back: Values = Object.fromEntries(unchanged.map(({name, from}) => [name, from]));
  const left = model ? await writeAll(host, model, back) : [];
  // An heir that offers regions itself has inherited nothing.
  const own = new Set(optedIn.map(({pid}) => pid));
  const missed = changed.filter(
    ({target, result}) => own.has(target.pid) || result.refusal?.name !== 'not-ours',
  );
  return [...left, ...refusals(missed)];
}

/** A sample that fails must not leave a step half done. */
function nextModel(host: TriallingHost): Promise<Model | undefined> {
  return host.nextModel().catch(() => host.model());
}

/** What changes; pages_to_scan is the advisor's own while that is on, and comes back with it. */
function settingsOf({sample}: Model, wanted: Values): Setting[] {
  const present = sample.ksm?.parameters ?? {};
  const isAdvised = present.advisor_mode === 'scan-time';
  return (Object.entries(wanted) as Array<[ParameterName, string]>).flatMap(([name, to]) => {
    const from = present[name];
    if (from === undefined || from === to || (isAdvised && name === 'pages_to_scan')) return [];
    return {name, from, to};
  });
}

/** Returns what could not be written, in sentences. */
async function writeAll({write}: TriallingHost, model: Model, wanted: Values): Promise<string[]> {
  const {value, problem} = planChanges(model, wanted);
  if (!value) return [problem];
  const execution = await carryOut(value, write);
  return execution.problem === undefined ? [] : [execution.problem];
}

function namesWith(changed: readonly ChangedProcess[], outcome: 'opted-in') {
  return changed
    .filter(({result}) => result.outcome === outcome)
    .map(({target: {pid, startTicks}}) => ({pid, startTicks}));
}

/** A sentence for each reason. */
function refusals(changed: readonly ChangedProcess[]): string[] {
  const namesByReason = new Map<string, string[]>();
  for (const {command, target, result} of changed) {
    if (result.outcome !== 'refused') continue;
    const reason = result.refusal?.text ?? '';
    const names = namesByReason.get(reason) ?? [];
    names.push(`${command} ${target.pid}`);
    namesByReason.set(reason, names);
  }
  return [...namesByReason].map(([reason, names]) => {
    const verb = names.length === 1 ? 'was' : 'were';
    return `${listOf(names)} ${verb} left alone: ${reason}`;
  });
}
