import {lineStarts} from '../format.js';
import {isParameterChange, type SegmentSummary} from './segmentSummary.js';

type Parameters = Readonly<Record<string, unknown>>;

/** What a segment holds, found without decoding all of it. */
export type SegmentSurvey = SegmentSummary & {
  /** The parameters at its end; absent: it states none. */
  parameters?: Parameters | undefined;
};

const sampleStart = Buffer.from(lineStarts.sample);
/** Inside of a text its quotes would be escaped. */
const parametersStart = Buffer.from('"parameters":{');
const newline = 10;
const closingBrace = 125;

/** Looks through the text of a segment; `before`: the parameters at the end of the previous one. */
export function surveySegment(bytes: Buffer, before: Parameters | undefined): SegmentSurvey {
  let samples = 0;
  let changesParameters = false;
  let parameters = before;
  for (let start = bytes.indexOf(sampleStart); start >= 0; ) {
    const end = bytes.indexOf(newline, start);
    if (end < 0) break;
    const stated = parametersIn(bytes.subarray(start, end));
    if (stated) {
      const next = {...parameters, ...stated};
      changesParameters ||= parameters !== undefined && isParameterChange(parameters, next);
      parameters = next;
    }
    samples++;
    start = bytes.indexOf(sampleStart, end);
  }
  return {samples, changesParameters, parameters};
}

/** The parameters that a line states; absent: none, or they are damaged. */
function parametersIn(line: Buffer): Parameters | undefined {
  const start = line.indexOf(parametersStart);
  if (start < 0) return undefined;
  const open = start + parametersStart.length - 1;
  try {
    return JSON.parse(line.toString('latin1', open, line.indexOf(closingBrace, open) + 1));
  } catch {
    return undefined;
  }
}
