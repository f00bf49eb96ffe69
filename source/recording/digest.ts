import {advance} from '../model/advance.js';
import type {Model} from '../model/model.js';
import {isComplete} from '../model/report/reportCollector.js';
import type {Sample} from '../model/sample/sample.js';
import {continuesRecording} from './recordingIndex.js';
import {createSegmentReader} from './segments/segmentReader.js';
import {readSegment, type SegmentSource} from './segments/segmentSource.js';
import {createSegmentStarts} from './segments/segmentStarts.js';
import type {SegmentSummary} from './segments/segmentSummary.js';
import {type SegmentSurvey, surveySegment} from './segments/segmentSurvey.js';

/** What was read of a recording. */
export type Digest = {
  samples: number;
  /** Every sample was read; `false`: first ones of segments, and those around changes. */
  everySample: boolean;
  samplesRead: number;
  /** Every process of each of them was read. */
  everyProcess: boolean;
  /** Samples of which every process was read. */
  listsRead: number;
  damagedSegments: number;
  /** Whether the file was finished. */
  ended: boolean;
};

/** Takes the next model; `begins`: it is the first of a recording. */
type Visit = (model: Model, begins: boolean) => void;

/** So much of a recording is read in about a second. */
const budgets = {
  textBytes: 16 * 2 ** 20,
  samples: 12_000,
  /** A report shows fewer steps. */
  starts: 800,
  processLists: 96,
  wholeSegments: 40,
};

/**
 * Reads a recording from its start to its end, and as much of it as takes a second or two: all of a
 * short one; of a day the first sample of every other segment, and each one where parameters change.
 */
export async function digestRecording(source: SegmentSource, visit: Visit): Promise<Digest> {
  let plan: Plan | undefined;
  let reached: Model | undefined;
  let parameters: SegmentSurvey['parameters'];
  let wholeSegments = 0;
  let samples = 0;
  let damagedSegments = 0;
  let ended = false;
  let samplesRead = 0;
  let listsRead = 0;
  /** Headers summarize the segments before them; false: those of this recording do not. */
  let hasSummaries = true;
  const startEvery = Math.ceil(source.count / budgets.starts);
  const listEvery = Math.ceil(source.count / budgets.processLists);
  const isLast = (segment: number) => segment === source.count - 1;
  const hasLists = (segment: number) => isLast(segment) || segment % listEvery === 0;
  const isUsed = (segment: number) => hasLists(segment) || segment % startEvery === 0;

  function follow(sample: Sample): void {
    const begins = !reached || !continuesRecording(reached.sample, sample);
    reached = {...advance(begins ? undefined : reached, sample), history: []};
    samplesRead++;
    if (isComplete(reached.sample)) listsRead++;
    visit(reached, begins);
  }

  /** Of a segment that is not read as a whole, its first sample that is complete, and the end. */
  async function readTexts(texts: Texts, {whole, lists, last}: Reading): Promise<void> {
    const reader = createSegmentReader({withProcesses: lists});
    let pending: Sample | undefined;
    let isSatisfied = false;
    let isRead = false;
    reading: for await (const text of texts) {
      isRead = true;
      for (const sample of reader.take(text)) {
        pending = whole || !isSatisfied ? undefined : sample;
        if (!pending) follow(sample);
        isSatisfied ||= !lists || isComplete(sample);
        if (isSatisfied && !whole && !last) break reading;
      }
    }
    if (pending) follow(pending);
    if (reader.damaged || !isRead) damagedSegments++;
    ended = reader.ended;
  }

  const takeWhole = createUnpacker(source);
  const starts = createSegmentStarts(source, isUsed);
  for (let segment = 0; segment < source.count; segment++) {
    const last = isLast(segment);
    const lists = hasLists(segment);
    const asks = hasSummaries && !last && plan?.everySample === false;
    const summary: SegmentSummary | undefined = asks ? await starts.summaryOf(segment) : undefined;
    if (asks && !summary) hasSummaries = false;
    const mayBeWhole = wholeSegments < budgets.wholeSegments;
    if (summary && !(summary.changesParameters && mayBeWhole)) {
      samples += summary.samples;
      if (summary.changesParameters) parameters = undefined;
      if (!isUsed(segment)) continue;
      await readTexts(starts.textsOf(segment), {whole: false, lists, last});
      continue;
    }
    const text = await takeWhole(segment, summary === undefined);
    if (!text) {
      damagedSegments++;
      continue;
    }
    const survey = surveySegment(text, parameters);
    parameters = survey.parameters;
    samples += survey.samples;
    plan ??= planOf(source, survey, text);
    const changes = survey.changesParameters && wholeSegments++ < budgets.wholeSegments;
    const whole = plan.everySample || changes;
    if (!whole && !isUsed(segment)) continue;
    await readTexts([text], {
      whole,
      lists: lists || plan.everyProcess,
      last,
    });
  }
  const {everySample = true, everyProcess = true} = plan ?? {};
  return {samples, everySample, samplesRead, everyProcess, listsRead, damagedSegments, ended};
}

type Plan = Pick<Digest, 'everySample' | 'everyProcess'>;

/** How much of the recording is read, by its first segment. */
function planOf({count}: SegmentSource, {samples}: SegmentSummary, text: Buffer): Plan {
  const everySample = samples * count <= budgets.samples;
  return {everySample, everyProcess: everySample && text.length * count <= budgets.textBytes};
}

/** The text of a segment, as it grows. */
type Texts = AsyncIterable<Buffer> | readonly Buffer[];

type Reading = {
  /** Every sample. */
  whole: boolean;
  /** With the processes. */
  lists: boolean;
  /** It ends the recording. */
  last: boolean;
};

/** Unpacks segments as a whole; `goesOn`: the next one, too, while this one is decoded. */
function createUnpacker(source: SegmentSource) {
  let ahead: {segment: number; text: Promise<Buffer | undefined>} | undefined;
  return (segment: number, goesOn: boolean): Promise<Buffer | undefined> => {
    const text = ahead?.segment === segment ? ahead.text : readSegment(source, segment);
    const next = segment + 1;
    ahead =
      goesOn && next < source.count ? {segment: next, text: readSegment(source, next)} : undefined;
    return text;
  };
}
