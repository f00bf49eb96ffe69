import {type PreloadState, preloadState} from '../../model/derive/preloadState.js';
import {processId} from '../../model/derive/processes.js';
import {condense} from '../../model/diagnosis/memoryRegions.js';
import type {Inspection} from '../../model/sample/inspection.js';
import type {ProcessSample, Sample} from '../../model/sample/sample.js';
import type {Host} from '../host.js';

/**
 * Reads, for a recording, what the page of a process shows: of those that offer memory or were told
 * to, one after the other, the new ones first, and each again after some minutes.
 */
export type InspectionRound = {
  /** Reads on, as long as its share of the time lasts. Never rejects. */
  go(sample: Sample): Promise<void>;
  /** What was read since the last call. */
  take(): readonly Inspection[];
};

/** So much of the time may be spent on it: memory maps of large processes take long to read. */
const share = 0.02;
/** What the first round may take at once, so that a short recording has them all. */
const startMs = 1000;
const periodMs = 10 * 60_000;
/** Beyond, those that offer most. */
const mostProcesses = 500;

type Looked = {monotonicMs: number; state: PreloadState};

export function createInspectionRound(inspect: Host['inspect']): InspectionRound {
  let found: Inspection[] = [];
  let looked = new Map<string, Looked>();
  let creditMs = startMs;
  let lastMs = performance.now();
  let going: Promise<void> | undefined;

  async function read(sample: Sample): Promise<void> {
    const nowMs = performance.now();
    creditMs = Math.min(startMs, creditMs + share * (nowMs - lastMs));
    lastMs = nowMs;
    const chosen = worthReading(sample);
    looked = new Map(
      chosen.flatMap((process) => {
        const look = looked.get(processId(process));
        return look ? [[processId(process), look]] : [];
      }),
    );
    for (const process of due(chosen, looked, sample.monotonicMs)) {
      if (creditMs <= 0) return;
      const beginMs = performance.now();
      const answer = await inspect(process).then(
        (inspection) => ({inspection}),
        // Nothing is known of it: the next round may do better, and the others are read now.
        () => undefined,
      );
      creditMs -= performance.now() - beginMs;
      if (!answer) continue;
      looked.set(processId(process), {
        monotonicMs: sample.monotonicMs,
        state: preloadState(process),
      });
      if (answer.inspection) found.push(condense(answer.inspection));
    }
  }

  return {
    go(sample) {
      going ??= read(sample)
        .catch(() => {})
        .finally(() => {
          going = undefined;
        });
      return going;
    },
    take() {
      const taken = found;
      found = [];
      return taken;
    },
  };
}

function worthReading({processes = []}: Sample): readonly ProcessSample[] {
  const chosen = processes.filter((process) => {
    const state = preloadState(process);
    return state !== 'none' && state !== 'unknown';
  });
  if (chosen.length <= mostProcesses) return chosen;
  return chosen
    .sort((a, b) => (b.ksm?.rmapItems ?? 0) - (a.ksm?.rmapItems ?? 0))
    .slice(0, mostProcesses);
}

/** Those that are new or in another state first, then those that were read longest ago. */
function due(
  chosen: readonly ProcessSample[],
  looked: ReadonlyMap<string, Looked>,
  nowMs: number,
): readonly ProcessSample[] {
  const readMs = (process: ProcessSample) => {
    const look = looked.get(processId(process));
    return look?.state === preloadState(process) ? look.monotonicMs : Number.NEGATIVE_INFINITY;
  };
  return chosen
    .filter((process) => nowMs - readMs(process) >= periodMs)
    .sort((a, b) => readMs(a) - readMs(b));
}
