import {advance} from '../model/advance.js';
import type {Model} from '../model/model.js';
import type {HistoryPoint} from '../model/sample/history.js';
import type {Sample} from '../model/sample/sample.js';
import {createSegmentReader, type SegmentReader} from './segments/segmentReader.js';
import {readSegment, type SegmentSource} from './segments/segmentSource.js';
import {createTrendStore} from './trendStore.js';
import {createYieldToEventLoop} from './yieldToEventLoop.js';

/**
 * Index of a recording, made in one pass without its processes: everything that a model knows from
 * more than a minute before comes from the host's own figures.
 */
export type RecordingIndex = {
  /** Indexes another segment, or the rest of the last one; `false`: there is no more for now. */
  extend(): Promise<boolean>;
  /** Wall clock of every indexed sample, milliseconds since 1970. */
  readonly times: readonly number[];
  readonly segments: readonly IndexedSegment[];
  /** The model before this sample, without what comes from processes. */
  modelBefore(number: number): Promise<Model | undefined>;
};

/** An indexed segment. */
export type IndexedSegment = {
  /** Number of its first sample. */
  readonly first: number;
  readonly reader: SegmentReader;
  /** Number of its bytes that were indexed. */
  size: number;
  damaged: boolean;
  /** The model before the first sample; absent: to be derived from an earlier segment. */
  before?: Model | undefined;
};

const samplesBetweenStarts = 600;
const noHistory: readonly HistoryPoint[] = [];

/** An empty index, which `extend` fills segment by segment. */
export function createRecordingIndex(source: SegmentSource): RecordingIndex {
  const segments: IndexedSegment[] = [];
  const times: number[] = [];
  const trends = createTrendStore();
  /** Numbers of the samples that begin a recording; a file may contain several. */
  const beginnings: number[] = [];
  let reached: Model | undefined;
  let lastStart = Number.NEGATIVE_INFINITY;

  async function indexSegment(segment: IndexedSegment, index: number): Promise<boolean> {
    const size = source.sizeOf(index);
    if (size === segment.size) return false;
    segment.size = size;
    const bytes = await readSegment(source, index);
    const yieldToEventLoop = createYieldToEventLoop();
    for (const sample of bytes ? segment.reader.take(bytes) : []) {
      if (!reached || !continuesRecording(reached.sample, sample)) beginnings.push(times.length);
      reached = follow(reached, sample);
      trends.append(reached.sample);
      times.push(sample.timeMs);
      await yieldToEventLoop();
    }
    segment.damaged = !bytes || segment.reader.damaged;
    return true;
  }

  return {
    async extend() {
      const last = segments.at(-1);
      if (last && (await indexSegment(last, segments.length - 1))) return true;
      if (segments.length >= source.count) return false;
      const first = times.length;
      const isStart = first - lastStart >= samplesBetweenStarts;
      if (isStart) lastStart = first;
      const segment = {
        first,
        reader: createSegmentReader({withProcesses: false}),
        size: 0,
        damaged: false,
        ...(isStart && {before: reached && slim(reached)}),
      };
      segments.push(segment);
      return indexSegment(segment, segments.length - 1);
    },
    times,
    segments,
    async modelBefore(number) {
      let index = segments.findLastIndex(
        ({first, before}) => first <= number && (before || first === 0),
      );
      let {first: next = 0, before: model} = segments[index] ?? {};
      const yieldToEventLoop = createYieldToEventLoop();
      for (; next < number; index++) {
        const bytes = await readSegment(source, index);
        const reader = createSegmentReader({withProcesses: false});
        for (const sample of bytes ? reader.take(bytes) : []) {
          if (next === number) break;
          model = follow(model, sample);
          next++;
          await yieldToEventLoop();
        }
        next = Math.max(next, segments[index + 1]?.first ?? number);
      }
      const beginning = beginnings.findLast((each) => each < number) ?? 0;
      return model && {...model, history: trends.before(number, beginning)};
    },
  };
}

/** The next model without trends, which the trend store keeps. */
function follow(previous: Model | undefined, sample: Sample): Model {
  const before = previous && continuesRecording(previous.sample, sample) ? previous : undefined;
  return {...advance(before, sample), history: noHistory};
}

/** Drops what the next model does not need, as hundreds of these are kept. */
function slim({sample, ...model}: Model): Model {
  return {
    ...model,
    sample: {...sample, containerMemory: {}, containerNames: {}, containerLibraries: {}},
  };
}

/** Whether a sample continues the recording of the previous one; if not, it begins another. */
export function continuesRecording(previous: Sample, sample: Sample): boolean {
  return previous.monotonicMs < sample.monotonicMs && previous.host.name === sample.host.name;
}
