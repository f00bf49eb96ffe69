import {parseUntrusted} from '../../text/untrustedJson.js';

/** What a reader would have to go through a whole segment for. */
export type SegmentSummary = {
  samples: number;
  /** A parameter changes in it, or from the sample before it, other than by the kernel's advisor. */
  changesParameters: boolean;
};

type Parameters = Readonly<Record<string, unknown>>;

/** Whether parameters change, other than by the kernel's advisor. */
export function isParameterChange(before: Parameters, after: Parameters): boolean {
  const isAdvised = before['advisor_mode'] === 'scan-time' && after['advisor_mode'] === 'scan-time';
  return Object.keys(after).some(
    (name) => before[name] !== after[name] && !(isAdvised && name === 'pages_to_scan'),
  );
}

/** What the header at the beginning of this text says of the segment before; absent: nothing. */
export function summaryBefore(text: Buffer): SegmentSummary | undefined {
  try {
    const header = parseUntrusted(text.toString('latin1', 0, text.indexOf('\n')));
    const {before = {}} = header as {before?: Partial<SegmentSummary>};
    const {samples, changesParameters} = before;
    if (!Number.isSafeInteger(samples) || typeof changesParameters !== 'boolean') return undefined;
    return {samples: Math.max(0, Number(samples)), changesParameters};
  } catch {
    return undefined;
  }
}
