import {createHash} from 'node:crypto';
import {stat} from 'node:fs/promises';
import {basename} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {isatty} from 'node:tty';
import {ofRecordedHost} from '../model/advice/recordedCures.js';
import {createReportCollector} from '../model/report/reportCollector.js';
import {reportPage} from '../output/report/page.js';
import {reportStyle} from '../output/report/style.js';
import {type Digest, digestRecording} from '../recording/digest.js';
import {openRecording, type RecordingReader} from '../recording/files/recordingReader.js';
import {NewerRecording} from '../recording/format.js';
import {countOf} from '../text/count.js';
import {type CommandLine, outputFile} from './options/command.js';
import {printedEstimate, printedMap} from './options/printedResults.js';
import {UsageError} from './options/usageError.js';
import {newestIn, standardOutput} from './printing/destination.js';
import {noSampleError} from './sampling/noSampleError.js';

declare const __VERSION__: string;

/** Writes a page about a recording, to attach to a ticket or a mail. */
export async function report(line: CommandLine): Promise<number> {
  const [path, ...more] = line.words;
  if (path === undefined || more.length > 0) {
    throw new UsageError('report needs one recording, or - for standard input.');
  }
  if (path === '-' && isatty(0)) {
    throw new UsageError('report - reads a recording from a pipe, not from a terminal.');
  }
  const output = outputFile(line);
  if (output === undefined && isatty(1)) {
    throw new UsageError('report needs -o FILE.html: its page is not for a terminal.');
  }
  if (output !== undefined && (await isSameFile(path, output))) {
    throw new UsageError('report -o needs another file than the recording itself.');
  }
  const name = path === '-' ? 'standard input' : path;
  const reader = await openRecording(path);
  const page = await pageOf(reader, name, line).finally(() => reader.close());
  await (output === undefined ? standardOutput() : newestIn(output)).write(page);
  return 0;
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path).catch(() => undefined)));
  return a?.isFile() === true && a.dev === b?.dev && a.ino === b.ino;
}

const pipePauseMs = 20;

async function pageOf(reader: RecordingReader, name: string, line: CommandLine): Promise<string> {
  const estimate = await printedEstimate(line);
  while (reader.open) await pause(pipePauseMs);
  await reader.refresh();
  const collector = createReportCollector();
  let digest: Digest;
  try {
    digest = await digestRecording(reader, (model, begins) =>
      collector.add(ofRecordedHost(model), begins),
    );
  } catch (error) {
    throw error instanceof NewerRecording ? new Error(`${name} ${error.message}`) : error;
  }
  const finished = collector.finish();
  if (!finished) throw noSampleError(reader, name);
  const map = await printedMap(line, finished.end.sample.host.pageSizeBytes);
  return reportPage(
    finished,
    {
      recording: basename(name),
      samples: digest.samples,
      everySample: digest.everySample,
      notices: noticesOf(digest, reader.problem),
      coverage: coverageOf(digest),
      program: __VERSION__,
      styleHash: `sha256-${createHash('sha256').update(reportStyle).digest('base64')}`,
    },
    {estimate, map},
  );
}

/** What was left out of a long recording; absent: nothing. */
function coverageOf({
  everySample,
  samplesRead,
  everyProcess,
  listsRead,
}: Digest): string | undefined {
  if (everyProcess) return undefined;
  const figures = everySample
    ? ''
    : `Figures are from ${samplesRead} samples over the whole time, with every one around changes of parameters. `;
  return `${figures}Advice, verdicts and containers are from ${listsRead} samples over the whole time.`;
}

/** What the page cannot tell, in sentences. */
function noticesOf(digest: Digest, problem: string | undefined): string[] {
  const notices: string[] = [];
  if (problem !== undefined) notices.push(`Only part of the recording was read: ${problem}.`);
  else if (!digest.ended) {
    notices.push('The recording was not finished: it was cut off, or is still being written.');
  }
  if (digest.damagedSegments > 0) {
    notices.push(`Damaged parts of ${countOf(digest.damagedSegments, 'segment')} are left out.`);
  }
  return notices;
}
