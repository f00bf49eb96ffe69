import {type Candidate, isPossible} from '../../model/optIn/optInCosts.js';
import type {ChangedProcess, OptInResult} from '../../model/optIn/optInResult.js';
import type {OptInAction} from '../../model/optIn/optInTarget.js';
import type {PlannedProcess} from '../../model/optIn/plannedProcesses.js';
import {Digits, jsonText} from '../jsonText.js';
import {numberText} from '../numbers.js';

/** One JSON object on a line, in parts: each process as soon as it is done. */
export function createOptInJson(timeMs: number, action: OptInAction) {
  let count = 0;
  return {
    head: line(timeMs, action, []).slice(0, -lineEnd.length),
    next(process: ChangedProcess): string {
      const {result} = process;
      const text = jsonText(processObject(process, result.outcome, result));
      return count++ === 0 ? text : `,${text}`;
    },
    end: lineEnd,
  };
}

const lineEnd = ']}\n';

/** What would become of them: `possible` is what would be done. */
export function dryRunJson(
  timeMs: number,
  action: OptInAction,
  candidates: readonly Candidate[],
): string {
  return line(
    timeMs,
    action,
    candidates.map((process) => ({
      ...processObject(process, dryOutcome(process), process.looked),
      merged_pages: number(process.looked.facts?.mergedPages),
      huge_page_bytes: number(process.looked.facts?.hugeBytes),
    })),
  );
}

function dryOutcome(candidate: Candidate): string {
  if (isPossible(candidate)) return 'possible';
  const {refusal} = candidate.looked;
  if (!refusal) return 'already';
  return refusal.name === 'gone' ? 'gone' : 'refused';
}

type Reported = Pick<
  OptInResult,
  'way' | 'refusal' | 'calls' | 'stoppedMicroseconds' | 'windowMicroseconds' | 'unregistered'
>;

function processObject(
  {target, command, container}: PlannedProcess,
  result: string,
  {way, refusal, calls, stoppedMicroseconds, windowMicroseconds, unregistered}: Reported,
) {
  return {
    pid: number(target.pid),
    start_ticks: number(target.startTicks),
    command,
    container: container.id,
    result,
    way,
    ...(refusal && {reason: refusal.name, explanation: refusal.text}),
    stops: number(calls),
    stopped_microseconds: number(stoppedMicroseconds),
    window_microseconds: number(windowMicroseconds),
    unregistered,
  };
}

function line(
  timeMs: number,
  action: OptInAction,
  processes: ReadonlyArray<ReturnType<typeof processObject>>,
): string {
  return `${jsonText({time: new Date(timeMs).toISOString(), action: `opt-${action}`, processes})}\n`;
}

function number(value: number | undefined): Digits | undefined {
  const text = numberText(value);
  return text === undefined ? undefined : new Digits(text);
}
