import type {ParameterName} from '../kernel/ksm/parameters.js';
import type {WriteOutcome} from '../model/sample/sample.js';
import type {Values} from '../model/tuning/checkValue.js';
import type {Plan} from '../model/tuning/plan.js';
import {explainRefusal} from '../model/tuning/refusal.js';
import {orderWrites, type Write} from '../model/tuning/writeOrder.js';

export type WriteParameter = (name: ParameterName, value: string) => Promise<WriteOutcome>;

/** The outcome of a plan: all of it was done, or nothing. */
export type Execution = {
  /** The writes that were tried, the last of them refused when there is a `problem`. */
  tried: ReadonlyArray<Write & {outcome: WriteOutcome}>;
  /** Why it was stopped; absent: it was done. */
  problem?: string;
  /** For each parameter that could not be restored, a sentence with the reason. */
  notRestored: readonly string[];
};

export type CarryOutOptions = {
  /** Called before each write, and before each that restores a value. */
  onWrite?: (write: Write, restoring: boolean) => void;
  /** Called when a write was refused, before anything is restored. */
  onRefusal?: () => void;
  /** Once aborted, no further write is begun, and what was written is restored. */
  signal?: AbortSignal;
};

const busyTries = 20;
const busyMilliseconds = 100;

/**
 * Carries a plan out, one write after another. When one is refused, or does not hold, the values
 * written before it are restored.
 */
export async function carryOut(
  plan: Pick<Plan, 'writes' | 'before'>,
  writeParameter: WriteParameter,
  {onWrite, onRefusal, signal}: CarryOutOptions = {},
): Promise<Execution> {
  const tried: Array<Write & {outcome: WriteOutcome}> = [];
  for (const write of plan.writes) {
    if (signal?.aborted) {
      return giveUp(`interrupted before ${write.name}=${write.to}.`);
    }
    onWrite?.(write, false);
    const unmerged = tried.some(({name, to}) => name === 'run' && to === '2');
    const outcome = unmerged
      ? await writePatiently(writeParameter, write)
      : await writeParameter(write.name, write.to);
    tried.push({...write, outcome});
    const problem = problemOf(write, outcome);
    if (problem) return giveUp(problem);
  }
  return {tried, notRestored: []};

  async function giveUp(problem: string): Promise<Execution> {
    onRefusal?.();
    const notRestored = await restore(plan.before, tried, writeParameter, onWrite);
    return {tried, problem, notRestored};
  }
}

/** Just after an unmerge, a dying process may still hold a merged page for a moment (EBUSY). */
async function writePatiently(
  writeParameter: WriteParameter,
  {name, to}: Write,
): Promise<WriteOutcome> {
  for (let tries = 1; tries < busyTries; tries++) {
    const outcome = await writeParameter(name, to);
    if (outcome.errno !== 'EBUSY') return outcome;
    await new Promise((resolve) => setTimeout(resolve, busyMilliseconds));
  }
  return writeParameter(name, to);
}

/** Why a write did not have its effect, in a sentence; absent: it had. */
export function problemOf({name, to}: Write, {errno, value}: WriteOutcome): string | undefined {
  if (errno === 'ECONNRESET' && value !== undefined) {
    return `${readBackText({name, value, to})} The connection was lost in between.`;
  }
  if (errno) return explainRefusal(errno, name, to);
  if (value === undefined || value === to) return undefined;
  return `${name} was set to ${to}, but now reads ${value}: another program changed it.`;
}

/** Whether a write whose answer was lost was done, by the value that the parameter holds now. */
export function readBackText({
  name,
  value,
  to,
}: {
  name: ParameterName;
  value: string;
  to: string;
}): string {
  return `${name} is ${value}: ${value === to ? 'written' : 'not written'}.`;
}

/** For the writes that were done although their answers were lost, what was read back. */
export function readBackTexts({tried}: Execution): string[] {
  return tried.flatMap(({name, to, outcome: {answerLost, errno, value}}) =>
    answerLost && errno === undefined && value !== undefined
      ? [readBackText({name, value, to})]
      : [],
  );
}

/** Restores what the tried writes have changed; a refused unmerge has stopped ksmd, too. */
async function restore(
  before: Values,
  tried: ReadonlyArray<Write & {outcome: WriteOutcome}>,
  writeParameter: WriteParameter,
  onWrite: CarryOutOptions['onWrite'],
): Promise<string[]> {
  const wanted: Partial<Record<ParameterName, string>> = {};
  const present: Partial<Record<ParameterName, string>> = {...before};
  for (const {name, to, outcome} of tried) {
    const former = before[name];
    // What another program has set is left to it.
    const ours = outcome.errno !== undefined || outcome.value === to;
    if (former !== undefined && ours) wanted[name] = former;
    if (outcome.value !== undefined) present[name] = outcome.value;
    if (name === 'advisor_mode' && present.advisor_mode !== before.advisor_mode) {
      delete present.pages_to_scan;
      if (before.advisor_mode === 'none' && before.pages_to_scan !== undefined) {
        wanted.pages_to_scan = before.pages_to_scan;
      }
    }
  }
  const notRestored: string[] = [];
  for (const write of orderWrites(present, wanted, false)) {
    onWrite?.(write, true);
    const problem = problemOf(write, await writeParameter(write.name, write.to));
    if (problem) notRestored.push(problem);
  }
  return notRestored;
}
