import {containerName} from '../../../model/derive/containers.js';
import {withoutUnknown} from '../../../model/derive/unknown.js';
import type {Model} from '../../../model/model.js';
import {type AnsweredProcess, createOptInAnswer} from '../../../model/optIn/optInAnswer.js';
import type {AgreedChange, OptInChanger, OptInEnd} from '../../../model/optIn/optInChanger.js';
import {type Candidate, isPossible} from '../../../model/optIn/optInCosts.js';
import type {ChangedProcess, OptInResult} from '../../../model/optIn/optInResult.js';
import type {OptInAction} from '../../../model/optIn/optInTarget.js';
import type {OptInChoice, PlannedProcess} from '../../../model/optIn/plannedProcesses.js';
import type {ProcessName} from '../../../model/sample/sample.js';
import {countOf} from '../../../text/count.js';
import type {FarEnd, FarRun} from './farRun.js';

/** Runs the ksmtop there; `take` gets what it prints, as it comes. */
export type RunThere = (
  words: readonly string[],
  timeLimitSeconds: number,
  take?: (text: string) => void,
) => FarRun;

const lookSeconds = 60;
const changeSeconds = 1800;

/** Opts processes of a remote host in and out by the ksmtop there. */
export function createFarOptIn(run: RunThere, cannotRead: string): OptInChanger {
  /** Runs it, and reads what it prints; `problem`: this is not the whole answer. */
  function ask(
    words: readonly string[],
    timeLimitSeconds: number,
    take: (process: AnsweredProcess) => void,
  ) {
    const answer = createOptInAnswer(take);
    let isDamaged = false;
    const started = run(words, timeLimitSeconds, (text) => {
      try {
        if (!isDamaged) answer.push(text);
      } catch {
        isDamaged = true;
        started.stop();
      }
    });
    const ended = started.ended.then((end): FarEnd => {
      if (isDamaged) return {output: '', problem: cannotRead};
      return end.problem === undefined && !answer.isWhole ? {...end, problem: cannotRead} : end;
    });
    return {ended, stop: started.stop};
  }

  return {
    look(model, choice, action) {
      const found: AnsweredProcess[] = [];
      const words = wordsFor(choice, model.sample.processes ?? []);
      if (words.length === 0) return {result: Promise.resolve([]), stop() {}};
      const command = [`opt${action}`, '--dry-run', '--format', 'json', ...words];
      const {ended, stop} = ask(command, lookSeconds, (process) => found.push(process));
      const result = ended.then(({problem}) => {
        if (problem !== undefined) throw new Error(`Cannot opt ${action}: ${problem}`);
        return candidatesOf(found, model, choice, action);
      });
      return {result, stop};
    },
    change(agreed, onResult) {
      const {choice, action, candidates} = agreed;
      const changed: ChangedProcess[] = [];
      const words = wordsFor(
        choice,
        candidates.map(({target}) => target),
      );
      const command = [`opt${action}`, '--yes', '--format', 'json', ...words];
      const {ended, stop} = ask(command, changeSeconds, (process) => {
        const one = changedOf(process, agreed);
        changed.push(one);
        onResult?.(one);
      });
      const result = ended.then((end): OptInEnd => {
        const {others, problem} = restOf(end, changed, agreed);
        for (const other of others) onResult?.(other);
        return {changed: [...changed, ...others], ...(problem !== undefined && {problem})};
      });
      return {result, stop};
    },
  };
}

/** Containers by id; processes by PID and start time, so that no later one is meant. */
function wordsFor({containerIds, pids}: OptInChoice, known: readonly ProcessName[]): string[] {
  const processes = known.filter(({pid}) => pids.includes(pid));
  return [...containerIds, ...processes.map(({pid, startTicks}) => `${pid}@${startTicks}`)];
}

function candidatesOf(
  found: readonly AnsweredProcess[],
  {sample}: Model,
  {pids}: OptInChoice,
  action: OptInAction,
): Candidate[] {
  const names = new Map(
    sample.processes?.map(({container}) => [container.id, containerName(sample, container)]),
  );
  return found.map((process): Candidate => {
    const {pid, startTicks, containerId, result, refusal, mergedPages, hugeBytes} = process;
    const {way, calls} = process;
    const name = names.get(containerId) ?? containerId;
    return {
      ...plannedOf(process, action, name, pids.includes(pid)),
      looked: {
        ...{pid, startTicks},
        ...(refusal && {refusal}),
        ...(result === 'already' && {isAlready: true}),
        ...withoutUnknown({way, calls}),
        facts: withoutUnknown({mergedPages, hugeBytes}),
      },
    };
  });
}

function plannedOf(
  {pid, startTicks, command, containerId}: AnsweredProcess,
  action: OptInAction,
  name: string,
  isNamed: boolean,
): PlannedProcess {
  return {
    target: {
      ...{pid, startTicks, action, containerId},
      ...(isNamed && {allowsLong: true}),
    },
    command,
    container: {id: containerId, name},
  };
}

function changedOf(process: AnsweredProcess, {action, candidates}: AgreedChange): ChangedProcess {
  const {pid, startTicks, containerId, result, refusal} = process;
  const {way, calls, stoppedMicroseconds, windowMicroseconds, unregistered} = process;
  const neighbor = candidates.find(({container}) => container.id === containerId);
  const name = neighbor?.container.name ?? containerId;
  return {
    ...plannedOf(process, action, name, false),
    result: {
      ...{pid, startTicks},
      // Nothing is only possible any more.
      outcome: result === 'possible' ? 'unknown' : result,
      ...(refusal && {refusal}),
      ...withoutUnknown({way, calls, stoppedMicroseconds, windowMicroseconds, unregistered}),
    },
  };
}

/** What was not reported is not known, unless the answer is whole: then it ended before. */
function restOf(
  {problem, notStarted}: FarEnd,
  changed: readonly ChangedProcess[],
  {action, candidates}: AgreedChange,
): {others: ChangedProcess[]; problem?: string} {
  if (problem !== undefined && notStarted && changed.length === 0) {
    throw new Error(`Cannot opt ${action}: ${problem} Nothing was changed.`);
  }
  const keyOf = ({target: {pid, startTicks}}: PlannedProcess) => `${pid} ${startTicks}`;
  const reported = new Set(changed.map(keyOf));
  const outcome = problem === undefined ? 'gone' : 'unknown';
  const others = candidates
    .filter((candidate) => isPossible(candidate) && !reported.has(keyOf(candidate)))
    .map(({looked: {pid, startTicks}, ...process}): ChangedProcess => {
      const result: OptInResult = {pid, startTicks, outcome};
      return {...process, result};
    });
  if (problem === undefined) return {others};
  const rest =
    others.length === 0 ? '' : `${countOf(others.length, 'process', 'processes')}, and of `;
  return {
    others,
    problem: `What became of ${rest}what started meanwhile is not known: ${problem} Look again.`,
  };
}
