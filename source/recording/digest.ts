import {advance} from '../model/advance.js';
import type {Model} from '../model/model.js';
import {isComplete} from '../model/report/reportCollector.js';
import type {Sample} from '../model/sample/sample.js';
import {continuesRecording} from './recordingIndex.js';
import {createSegmentReader} from './segmentReader.js';
import {readSegment, type SegmentSource} from './segmentSource.js';
import {type SegmentSurvey, surveySegment} from './segmentSurvey.js';

/** What was read of a recording. */
export type Digest = {
  samples: number;
  /** Every sample was read; `false`: the first one of each segment, and those around changes. */
  everySample: boolean;
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
const budgets = {textBytes: 16 * 2 ** 20, samples: 12_000, processLists: 96, wholeSegments: 40};

/**
 * Reads a recording from its start to its end, and as much of it as takes a second or two: all of a
 * short one; of a day the first sample of each segment, and each sample where parameters change.
 */
export async function digestRecording(source: SegmentSource, visit: Visit): Promise<Digest> {
  let plan: {everySample: boolean; everyProcess: boolean} | undefined;
  let reached: Model | undefined;
  let parameters: SegmentSurvey['parameters'];
  let wholeSegments = 0;
  let samples = 0;
  let damagedSegments = 0;
  let ended = false;
  let listsRead = 0;
  const listEvery = Math.ceil(source.count / budgets.processLists);

  function follow(sample: Sample): void {
    const begins = !reached || !continuesRecording(reached.sample, sample);
    reached = {...advance(begins ? undefined : reached, sample), history: []};
    if (isComplete(reached.sample)) listsRead++;
    visit(reached, begins);
  }

  /** Of a segment that is not read as a whole, its first sample that is complete, and the end. */
  function readSegmentText(bytes: Buffer, {whole, lists, last}: Reading): void {
    const reader = createSegmentReader({withProcesses: lists});
    let pending: Sample | undefined;
    let isSatisfied = false;
    for (const sample of reader.take(bytes)) {
      pending = whole || !isSatisfied ? undefined : sample;
      if (!pending) follow(sample);
      isSatisfied ||= !lists || isComplete(sample);
      if (isSatisfied && !whole && !last) break;
    }
    if (pending) follow(pending);
    if (reader.damaged) damagedSegments++;
    ended = reader.ended;
  }

  let ahead = readSegment(source, 0);
  for (let segment = 0; segment < source.count; segment++) {
    const bytes = await ahead;
    // Unpacked while this one is decoded.
    if (segment + 1 < source.count) ahead = readSegment(source, segment + 1);
    if (!bytes) {
      damagedSegments++;
      continue;
    }
    const survey = surveySegment(bytes, parameters);
    parameters = survey.parameters;
    samples += survey.samples;
    const isShort = survey.samples * source.count <= budgets.samples;
    plan ??= {
      everySample: isShort,
      everyProcess: isShort && bytes.length * source.count <= budgets.textBytes,
    };
    const last = segment === source.count - 1;
    const changes = survey.changesParameters && wholeSegments++ < budgets.wholeSegments;
    const lists = plan.everyProcess || last || segment % listEvery === 0;
    readSegmentText(bytes, {whole: plan.everySample || changes, lists, last});
  }
  const {everySample = true, everyProcess = true} = plan ?? {};
  return {samples, everySample, everyProcess, listsRead, damagedSegments, ended};
}

type Reading = {
  /** Every sample. */
  whole: boolean;
  /** With the processes. */
  lists: boolean;
  /** It ends the recording. */
  last: boolean;
};
