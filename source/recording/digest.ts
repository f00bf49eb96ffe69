import {advance} from '../model/advance.js';
import type {Model} from '../model/model.js';
import {isComplete} from '../model/report/reportCollector.js';
import type {Sample} from '../model/sample/sample.js';
import {budgets, type Coverage, coverageOf, type Selection, selectionOf} from './digestCoverage.js';
import {continuesRecording} from './recordingIndex.js';
import {createSegmentReader} from './segments/segmentReader.js';
import {readSegment, type SegmentSource} from './segments/segmentSource.js';
import {createSegmentStarts, type SegmentStarts} from './segments/segmentStarts.js';
import type {SegmentSummary} from './segments/segmentSummary.js';
import {type SegmentSurvey, surveySegment} from './segments/segmentSurvey.js';

/** What was read of a recording. */
export type Digest = Coverage & {
  samples: number;
  samplesRead: number;
  /** Samples of which every process was read. */
  listsRead: number;
  damagedSegments: number;
  /** Whether the file was finished. */
  ended: boolean;
};

/** Takes the next model; `begins`: it is the first of a recording. */
type Visit = (model: Model, begins: boolean) => void;

/**
 * Reads a recording from its start to its end, and as much of it as takes a second or two: all of a
 * short one; of a day the first sample of every other segment, and each one where parameters change.
 */
export async function digestRecording(source: SegmentSource, visit: Visit): Promise<Digest> {
  const work = beginDigest(source, visit);
  for (let segment = 0; segment < source.count; segment++) await digestSegment(work, segment);
  const {samples, samplesRead, listsRead, damagedSegments, ended} = work;
  const {everySample = true, everyProcess = true} = work.coverage ?? {};
  return {samples, everySample, samplesRead, everyProcess, listsRead, damagedSegments, ended};
}

/** A recording while it is read. */
type Work = Omit<Digest, keyof Coverage> & {
  readonly source: SegmentSource;
  readonly visit: Visit;
  readonly starts: SegmentStarts;
  readonly takeWhole: Unpacker;
  readonly selection: Selection;
  /** Absent: no segment was read. */
  coverage: Coverage | undefined;
  reached: Model | undefined;
  /** At the end of the last segment; absent: not known. */
  parameters: SegmentSurvey['parameters'];
  wholeSegments: number;
  /** Headers summarize the segments before them; false: those of this recording do not. */
  hasSummaries: boolean;
};

function beginDigest(source: SegmentSource, visit: Visit): Work {
  const selection = selectionOf(source);
  return {
    ...{source, visit, selection},
    starts: createSegmentStarts(source, selection.isUsed),
    takeWhole: createUnpacker(source),
    ...{
      coverage: undefined,
      reached: undefined,
      parameters: undefined,
      hasSummaries: true,
      ended: false,
    },
    ...{wholeSegments: 0, samples: 0, samplesRead: 0, listsRead: 0, damagedSegments: 0},
  };
}

async function digestSegment(work: Work, segment: number): Promise<void> {
  const {selection, starts} = work;
  const summary = await summaryOf(work, segment);
  const mayBeWhole = work.wholeSegments < budgets.wholeSegments;
  if (!summary || (summary.changesParameters && mayBeWhole)) {
    await digestWhole(work, segment, summary === undefined);
    return;
  }
  work.samples += summary.samples;
  if (summary.changesParameters) work.parameters = undefined;
  if (selection.isUsed(segment)) {
    const reading = {...readingOf(selection, segment), whole: false};
    await readTexts(work, starts.textsOf(segment), reading);
  }
}

/** The summary of a segment, from the next header; absent: there is none, or it would not suffice. */
async function summaryOf(work: Work, segment: number): Promise<SegmentSummary | undefined> {
  const {hasSummaries, selection, coverage, starts} = work;
  if (!hasSummaries || selection.isLast(segment) || coverage?.everySample !== false)
    return undefined;
  const summary = await starts.summaryOf(segment);
  if (!summary) work.hasSummaries = false;
  return summary;
}

/** Unpacks a segment and reads the part that the report needs. */
async function digestWhole(work: Work, segment: number, goesOn: boolean): Promise<void> {
  const {source, selection} = work;
  const text = await work.takeWhole(segment, goesOn);
  if (!text) {
    work.damagedSegments++;
    return;
  }
  const survey = surveySegment(text, work.parameters);
  work.parameters = survey.parameters;
  work.samples += survey.samples;
  work.coverage ??= coverageOf(source, survey, text);
  const {everySample, everyProcess} = work.coverage;
  const changes = survey.changesParameters && work.wholeSegments++ < budgets.wholeSegments;
  const whole = everySample || changes;
  if (!whole && !selection.isUsed(segment)) return;
  const {last, lists} = readingOf(selection, segment);
  await readTexts(work, [text], {whole, lists: lists || everyProcess, last});
}

/** Of a segment that is not read as a whole, its first sample that is complete, and the end. */
async function readTexts(work: Work, texts: Texts, {whole, lists, last}: Reading): Promise<void> {
  const reader = createSegmentReader({withProcesses: lists});
  let pending: Sample | undefined;
  let isSatisfied = false;
  let isRead = false;
  reading: for await (const text of texts) {
    isRead = true;
    for (const sample of reader.take(text)) {
      pending = whole || !isSatisfied ? undefined : sample;
      if (!pending) follow(work, sample);
      isSatisfied ||= !lists || isComplete(sample);
      if (isSatisfied && !whole && !last) break reading;
    }
  }
  if (pending) follow(work, pending);
  if (reader.damaged || !isRead) work.damagedSegments++;
  work.ended = reader.ended;
}

function follow(work: Work, sample: Sample): void {
  const {reached} = work;
  const begins = !reached || !continuesRecording(reached.sample, sample);
  const model = {...advance(begins ? undefined : reached, sample), history: []};
  work.reached = model;
  work.samplesRead++;
  if (isComplete(model.sample)) work.listsRead++;
  work.visit(model, begins);
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

function readingOf({isLast, hasLists}: Selection, segment: number): Omit<Reading, 'whole'> {
  return {last: isLast(segment), lists: hasLists(segment)};
}

type Unpacker = (segment: number, goesOn: boolean) => Promise<Buffer | undefined>;

/** Unpacks segments as a whole; `goesOn`: the next one, too, while this one is decoded. */
function createUnpacker(source: SegmentSource): Unpacker {
  let ahead: {segment: number; text: Promise<Buffer | undefined>} | undefined;
  return (segment, goesOn) => {
    const text = ahead?.segment === segment ? ahead.text : readSegment(source, segment);
    const next = segment + 1;
    ahead =
      goesOn && next < source.count ? {segment: next, text: readSegment(source, next)} : undefined;
    return text;
  };
}
