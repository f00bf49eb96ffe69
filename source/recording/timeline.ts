import {advance, type Model} from '../model/model.js';
import type {Sample} from '../model/sample.js';
import {createSegmentReader, type SegmentReader} from './segmentReader.js';

/** The text of a recording, segment by segment. */
export type SegmentSource = {
  /** Segments that are there so far; only the last of them can grow. */
  readonly count: number;
  /** Bytes of one in the file so far. */
  sizeOf(segment: number): number;
  /** The text of one as far as it goes. Rejects when it makes no sense. */
  read(segment: number): Promise<string>;
};

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
  /** Rejects with a sentence when the recording is damaged there. */
  modelAt(number: number): Promise<Model>;
};

/** One segment that was gone through. */
type Passed = {
  first: number;
  reader: SegmentReader;
  /** How many bytes of it. */
  size: number;
  damaged: boolean;
  /** A model to start from: the one before the first sample, without what comes from processes. */
  before?: Model | undefined;
};

/** How many samples the trends of containers and processes reach back. */
const trendSamples = 60;
/** Models before one that was jumped to, so that steps back need no jump each. */
const stepsBack = 32;
const modelsKept = 64;
const segmentsKept = 3;
const samplesBetweenStarts = 1800;
const sliceMs = 8;

/**
 * All that a model knows from further back than its trends comes from the host's own figures, so
 * every segment is gone through once, without its processes. A jump then starts from a model of
 * that kind some way before, and takes the processes of the last minute.
 */
export function createTimeline(source: SegmentSource): Timeline {
  const passed: Passed[] = [];
  const times: number[] = [];
  let reached: Model | undefined;
  let lastStart = Number.NEGATIVE_INFINITY;
  const models = new Map<number, Model>();
  const loaded = new Map<number, {reader: SegmentReader; samples: Sample[]}>();

  async function passOn(segment: Passed, index: number): Promise<boolean> {
    const size = source.sizeOf(index);
    if (size === segment.size) return false;
    segment.size = size;
    const samples = await readSamples(source, index, segment.reader);
    segment.damaged = !samples || segment.reader.damaged;
    for (const sample of samples ?? []) {
      times.push(sample.timeMs);
      reached = follow(reached, sample);
    }
    return true;
  }

  /** The sample with its processes. */
  async function sampleAt(number: number): Promise<Sample> {
    const index = passed.findLastIndex(({first}) => first <= number);
    const place = passed[index] as Passed;
    const segment = loaded.get(index) ?? {reader: createSegmentReader({}), samples: []};
    if (segment.samples.length <= number - place.first) {
      const more = await readSamples(source, index, segment.reader);
      segment.samples.push(...(more ?? []));
      place.damaged ||= segment.reader.damaged;
    }
    keepNewest(loaded, index, segment, segmentsKept);
    const sample = segment.samples[number - place.first];
    if (!sample) throw new Error('The recording is damaged there.');
    return sample;
  }

  /** The model before this sample, without what comes from processes. */
  async function startBefore(number: number): Promise<Model | undefined> {
    let index = passed.findLastIndex(({first, before}) => first <= number && (before || !first));
    let {first: next = 0, before: model} = passed[index] ?? {};
    for (; next < number; index++) {
      const reader = createSegmentReader({withProcesses: false});
      const samples = (await readSamples(source, index, reader)) ?? [];
      const wanted = samples.slice(0, number - next);
      for (const sample of wanted) model = follow(model, sample);
      next = passed[index + 1]?.first ?? number;
    }
    return model;
  }

  /** A model not far before the one that is wanted; else one that is made for a jump. */
  async function nearestBefore(number: number): Promise<{next: number; model: Model | undefined}> {
    for (let near = number - 1; near >= number - stepsBack - trendSamples; near--) {
      const model = models.get(near);
      if (model) return {next: near + 1, model};
    }
    const next = Math.max(0, number - stepsBack - trendSamples);
    return {next, model: await startBefore(next)};
  }

  async function reach(number: number): Promise<Model> {
    const start = await nearestBefore(number);
    let {model} = start;
    let sliceEndMs = performance.now() + sliceMs;
    for (let next = start.next; ; next++) {
      model = follow(model, await sampleAt(next));
      if (next >= number - stepsBack) keepNewest(models, next, model, modelsKept);
      if (next === number) return model;
      if (performance.now() < sliceEndMs) continue;
      await new Promise((resolve) => setImmediate(resolve));
      sliceEndMs = performance.now() + sliceMs;
    }
  }

  return {
    async extend() {
      const last = passed.at(-1);
      if (last && (await passOn(last, passed.length - 1))) return true;
      if (passed.length >= source.count) return false;
      const first = times.length;
      const isStart = first - lastStart >= samplesBetweenStarts;
      if (isStart) lastStart = first;
      const reader = createSegmentReader({withProcesses: false});
      const segment = {first, reader, size: 0, damaged: false, ...(isStart && {before: reached})};
      passed.push(segment);
      return passOn(segment, passed.length - 1);
    },
    times,
    get damagedSegments() {
      return passed.filter(({damaged}) => damaged).length;
    },
    get ended() {
      return passed.at(-1)?.reader.ended ?? false;
    },
    async modelAt(number) {
      const known = models.get(number);
      if (!known) return reach(number);
      keepNewest(models, number, known, modelsKept);
      return known;
    },
  };
}

/** The samples that are new to a reader; absent: the segment makes no sense. */
async function readSamples(
  source: SegmentSource,
  index: number,
  reader: SegmentReader,
): Promise<readonly Sample[] | undefined> {
  let text: string;
  try {
    text = await source.read(index);
  } catch {
    return undefined;
  }
  return reader.take(text);
}

function keepNewest<Value>(map: Map<number, Value>, key: number, value: Value, most: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= most) break;
    map.delete(oldest);
  }
}

/** The next model; where another recording of this or another host begins, the first. */
function follow(previous: Model | undefined, sample: Sample): Model {
  const goesOn =
    previous !== undefined &&
    previous.sample.monotonicMs < sample.monotonicMs &&
    previous.sample.host.name === sample.host.name;
  return advance(goesOn ? previous : undefined, sample);
}
