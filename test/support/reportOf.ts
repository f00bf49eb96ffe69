import type {Report} from '../../source/model/report/reportCollector.js';
import {createReportCollector} from '../../source/model/report/reportCollector.js';
import type {Sample} from '../../source/model/sample/sample.js';
import {type PageFacts, type Printed, reportPage} from '../../source/output/report/page.js';
import {type Digest, digestRecording} from '../../source/recording/digest.js';
import {recordingOf, sourceOf} from './recordings.js';

/** What the command reads of a recording of these samples. */
export async function reportOf(
  samples: readonly Sample[],
  options?: Parameters<typeof recordingOf>[1],
): Promise<{report: Report; digest: Digest}> {
  const collector = createReportCollector();
  const digest = await digestRecording(sourceOf(recordingOf(samples, options)), collector.add);
  const report = collector.finish();
  if (!report) throw new Error('The recording has no sample.');
  return {report, digest};
}

/** The page of a report. */
export function pageOf(
  report: Report,
  {printed, ...facts}: Partial<PageFacts> & {printed?: Printed} = {},
): string {
  const usual = {
    recording: 'hn1.gz',
    samples: 1,
    everySample: true,
    notices: [],
    coverage: undefined,
    program: '1.0',
    styleHash: 'sha256-x',
  };
  return reportPage(report, {...usual, ...facts}, printed);
}
