import {countOf} from '../../text/count.js';
import type {ProcessName, Sample} from '../sample/sample.js';
import type {RegisteredOptIn} from './optInRegister.js';
import type {OptInAction} from './optInTarget.js';

/** Of the processes of a container that ksmtop opted in: how many run, and how many have ended. */
export type RegisteredCount = {running: number; ended: number};

/** By container id; containers of which ksmtop opted in nothing are absent. */
export function registeredCounts(sample: Sample): ReadonlyMap<string, RegisteredCount> {
  const counts = new Map<string, RegisteredCount>();
  const {optIns = []} = sample;
  if (optIns.length === 0) return counts;
  const running = new Set(runningOptIns(sample));
  for (const optIn of optIns) {
    const count = counts.get(optIn.containerId) ?? {running: 0, ended: 0};
    count[running.has(optIn) ? 'running' : 'ended']++;
    counts.set(optIn.containerId, count);
  }
  return counts;
}

/** What ksmtop opted in, in this session or another, and still runs. */
export function runningOptIns(sample: Sample): readonly RegisteredOptIn[] {
  return stillRunning(sample, sample.optIns ?? []);
}

/** Those of them that have not ended; another process may have the pid by now. */
export function stillRunning<Name extends ProcessName>(
  {processes = []}: Sample,
  names: readonly Name[],
): readonly Name[] {
  if (names.length === 0) return names;
  // A host has far more processes than names are asked for.
  const pids = new Set(names.map(({pid}) => pid));
  const starts = new Map<number, number | undefined>();
  for (const {pid, startTicks} of processes) if (pids.has(pid)) starts.set(pid, startTicks);
  return names.filter(({pid, startTicks}) => starts.has(pid) && starts.get(pid) === startTicks);
}

/**
 * How many processes ksmtop opted in that are not opted in anymore: in these containers they have
 * ended, or a look has shown them as opted out.
 */
export function lostOptIns(
  sample: Sample,
  containerIds: readonly string[],
  optedOut: readonly ProcessName[],
): number {
  const counts = registeredCounts(sample);
  const ended = containerIds.reduce((sum, id) => sum + (counts.get(id)?.ended ?? 0), 0);
  const starts = new Map(optedOut.map(({pid, startTicks}) => [pid, startTicks]));
  const isOut = ({pid, startTicks}: RegisteredOptIn) => starts.get(pid) === startTicks;
  return ended + runningOptIns(sample).filter(isOut).length;
}

/** What the register says about the containers of a choice. */
export function registeredSentences(
  sample: Sample,
  containerIds: readonly string[],
  action: OptInAction,
  optedOut: readonly ProcessName[],
): string[] {
  const {optInsProblem} = sample;
  const lost = action === 'out' ? lostOptIns(sample, containerIds, optedOut) : 0;
  return [
    ...(optInsProblem === undefined ? [] : [optInsProblem]),
    ...(lost > 0
      ? [
          `ksmtop forgets ${countOf(lost, 'process', 'processes')} that it opted in and that ${lost === 1 ? 'has' : 'have'} ended or opted out since.`,
        ]
      : []),
  ];
}
