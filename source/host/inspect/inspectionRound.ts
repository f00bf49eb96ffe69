import {type PreloadState, preloadState} from '../../model/derive/preloadState.js';
import {processId} from '../../model/derive/processes.js';
import {condense} from '../../model/diagnosis/memoryRegions.js';
import type {Inspection} from '../../model/sample/inspection.js';
import type {ProcessSample, Sample} from '../../model/sample/sample.js';
import type {Host} from '../host.js';

/**
 * Inspects processes for a recording, so that a replay can show their pages: those that offer
 * memory or were asked to, one after another, new ones first, each again after some minutes.
 */
export type InspectionRound = {
  /** Inspects more processes while its share of the time lasts. Never rejects. */
  run(sample: Sample): Promise<void>;
  /** The inspections since the last call. */
  take(): readonly Inspection[];
};

/** The share of the time that may be spent: memory maps of large processes take long to read. */
const share = 0.02;
/** What the first round may take at once, so that a short recording has all processes. */
const startMs = 1000;
const periodMs = 10 * 60_000;
/** Of more, those that offer most. */
const mostProcesses = 500;

type LastRead = {monotonicMs: number; state: PreloadState};

export function createInspectionRound(inspect: Host['inspect']): InspectionRound {
  let found: Inspection[] = [];
  let lastReads = new Map<string, LastRead>();
  let creditMs = startMs;
  let lastMs = performance.now();
  let running: Promise<void> | undefined;

  async function read(sample: Sample): Promise<void> {
    const nowMs = performance.now();
    creditMs = Math.min(startMs, creditMs + share * (nowMs - lastMs));
    lastMs = nowMs;
    const chosen = worthReading(sample);
    lastReads = new Map(
      chosen.flatMap((process) => {
        const last = lastReads.get(processId(process));
        return last ? [[processId(process), last]] : [];
      }),
    );
    for (const process of due(chosen, lastReads, sample.monotonicMs)) {
      if (creditMs <= 0) return;
      const beginMs = performance.now();
      const answer = await inspect(process).then(
        (inspection) => ({inspection}),
        // It stays unknown until the next round; the others are read now.
        () => undefined,
      );
      creditMs -= performance.now() - beginMs;
      if (!answer) continue;
      lastReads.set(processId(process), {
        monotonicMs: sample.monotonicMs,
        state: preloadState(process),
      });
      if (answer.inspection) found.push(condense(answer.inspection));
    }
  }

  return {
    run(sample) {
      running ??= read(sample)
        .catch(() => {})
        .finally(() => {
          running = undefined;
        });
      return running;
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

/** New processes and those in another state first, then those that were read longest ago. */
function due(
  chosen: readonly ProcessSample[],
  lastReads: ReadonlyMap<string, LastRead>,
  nowMs: number,
): readonly ProcessSample[] {
  const readMs = (process: ProcessSample) => {
    const last = lastReads.get(processId(process));
    return last?.state === preloadState(process) ? last.monotonicMs : Number.NEGATIVE_INFINITY;
  };
  return chosen
    .filter((process) => nowMs - readMs(process) >= periodMs)
    .sort((a, b) => readMs(a) - readMs(b));
}
