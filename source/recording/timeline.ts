import {advance} from '../model/advance.js';
import {verdictThresholds} from '../model/derive/verdictTable.js';
import type {Model} from '../model/model.js';
import type {Inspection} from '../model/sample/inspection.js';
import type {ProcessName} from '../model/sample/sample.js';
import {createCursor} from './cursor.js';
import {findInspection} from './inspectionSearch.js';
import {continuesRecording, createRecordingIndex} from './recordingIndex.js';
import type {SegmentSource} from './segments/segmentSource.js';
import {createYieldToEventLoop} from './yieldToEventLoop.js';

/** The samples of a recording by number, with the model that a live screen had at each. */
export type Timeline = {
  /** Indexes another segment, or the rest of the last one; `false`: there is no more for now. */
  extend(): Promise<boolean>;
  /** Wall clock of every indexed sample, milliseconds since 1970. */
  readonly times: readonly number[];
  /** Number of segments with damaged parts. */
  readonly damagedSegments: number;
  /** Whether the file was finished after the last sample. */
  readonly ended: boolean;
  /** Requests are answered one after another. Rejects with a sentence where the file is damaged. */
  modelAt(number: number): Promise<Model>;
  /** The last inspection of a process by then; absent: the recording has none nearby. */
  inspectionAt(number: number, process: ProcessName): Promise<Inspection | undefined>;
};

/** Number of samples in the trends of containers and processes. */
const trendSamples = 60;
/** A verdict is held for a while, which may have begun while another one was held. */
const verdictMs = 2000 * verdictThresholds.holdSeconds;
/** Samples in quick succession must not make a jump long. */
const mostWarmUpSamples = 600;
/** Models kept before a jump's target, so that going back needs no further jumps. */
const stepsBack = 32;
const modelsKept = 40;

/**
 * A jump starts from an earlier model in the index, and reads the processes of some minutes: as far
 * as what a model says of them reaches back.
 */
export function createTimeline(source: SegmentSource): Timeline {
  const index = createRecordingIndex(source);
  const {times, segments} = index;
  const cursor = createCursor(source, segments);
  const models = new Map<number, Model>();
  let turn: Promise<unknown> = Promise.resolve();

  /** The first sample whose processes matter to the models that are kept for a jump to `number`. */
  function warmUpStart(number: number): number {
    const first = Math.max(0, number - stepsBack);
    const sinceMs = (times[first] ?? 0) - verdictMs;
    let start = Math.max(0, first - trendSamples);
    while (start > 0 && first - start < mostWarmUpSamples && (times[start] ?? 0) > sinceMs) start--;
    return start;
  }

  /** A cached model shortly before the wanted one, else one from the index. */
  async function nearestBefore(number: number): Promise<{next: number; model: Model | undefined}> {
    const next = warmUpStart(number);
    for (let near = number - 1; near >= next; near--) {
      const model = models.get(near);
      if (model) return {next: near + 1, model};
    }
    return {next, model: await index.modelBefore(next)};
  }

  async function reach(number: number): Promise<Model> {
    const known = models.get(number);
    if (known) {
      keepNewest(models, number, known, modelsKept);
      return known;
    }
    let {next, model} = await nearestBefore(number);
    const yieldToEventLoop = createYieldToEventLoop();
    for (; ; next++) {
      const sample = await cursor.sampleAt(next);
      model = advance(
        model && continuesRecording(model.sample, sample) ? model : undefined,
        sample,
      );
      if (next >= number - stepsBack) keepNewest(models, next, model, modelsKept);
      if (next === number) return model;
      await yieldToEventLoop();
    }
  }

  return {
    extend: index.extend,
    times,
    get damagedSegments() {
      return segments.filter(({damaged}) => damaged).length;
    },
    get ended() {
      return segments.at(-1)?.reader.ended ?? false;
    },
    modelAt(number) {
      const model = turn.then(() => reach(number));
      turn = model.catch(() => {});
      return model;
    },
    inspectionAt: (number, process) => findInspection(source, index, number, process),
  };
}

function keepNewest<Value>(map: Map<number, Value>, key: number, value: Value, most: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= most) break;
    map.delete(oldest);
  }
}
