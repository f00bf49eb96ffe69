import {advance, type Model} from '../model/model.js';
import type {Inspection} from '../model/sample/inspection.js';
import type {ProcessName} from '../model/sample/sample.js';
import {createCursor} from './cursor.js';
import {findInspection} from './inspectionSearch.js';
import {continuesRecording, createRecordingIndex} from './recordingIndex.js';
import type {SegmentSource} from './segmentSource.js';
import {createYieldToEventLoop} from './yieldToEventLoop.js';

/** The samples of a recording by number, and the model that a live screen had with each. */
export type Timeline = {
  /** Goes through another segment, or on in the last one; false: there is no more for now. */
  extend(): Promise<boolean>;
  /** Wall clock of every sample that was gone through, milliseconds since 1970. */
  readonly times: readonly number[];
  /** Segments of which at least a part is lost. */
  readonly damagedSegments: number;
  /** The file was finished behind the last sample. */
  readonly ended: boolean;
  /** One after the other. Rejects with a sentence when the recording is damaged there. */
  modelAt(number: number): Promise<Model>;
  /** What had last been read of a process by then; absent: the recording has nothing near. */
  inspectionAt(number: number, process: ProcessName): Promise<Inspection | undefined>;
};

/** How many samples the trends of containers and processes reach back. */
const trendSamples = 60;
/** Models before one that was jumped to, so that steps back need no jump each. */
const stepsBack = 32;
const modelsKept = 40;

/** A jump starts from what is known some way before, and takes the processes of the last minute. */
export function createTimeline(source: SegmentSource): Timeline {
  const index = createRecordingIndex(source);
  const {times, segments} = index;
  const cursor = createCursor(source, segments);
  const models = new Map<number, Model>();
  let turn: Promise<unknown> = Promise.resolve();

  /** A model not far before the one that is wanted; else one that is made for a jump. */
  async function nearestBefore(number: number): Promise<{next: number; model: Model | undefined}> {
    for (let near = number - 1; near >= number - stepsBack - trendSamples; near--) {
      const model = models.get(near);
      if (model) return {next: near + 1, model};
    }
    const next = Math.max(0, number - stepsBack - trendSamples);
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
