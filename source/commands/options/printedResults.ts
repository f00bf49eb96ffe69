import {errnoOf} from '../../host/io/reader.js';
import {whyUnreadable} from '../../host/io/whyUnreadable.js';
import {readSmallFile} from '../../host/local/readSmallFile.js';
import {parseEstimateReport} from '../../model/estimate/parseEstimate.js';
import type {EstimateReport} from '../../model/estimate/savingsEstimate.js';
import type {MapReport} from '../../model/map/mapReport.js';
import {parseMapReport} from '../../model/map/parseMapReport.js';
import {type CommandLine, someText} from './command.js';

/** What `estimate` and `map` printed about the host of a recording. */

/** Ten thousand containers take less. */
const mostBytes = 2 ** 24;

/** The estimate that `--estimate` names; absent: none. Rejects with a sentence. */
export function printedEstimate(line: CommandLine): Promise<EstimateReport | undefined> {
  return printed(line, 'estimate', parseEstimateReport);
}

/** The sharing map that `--map` names; absent: none. Rejects with a sentence. */
export function printedMap(line: CommandLine, pageBytes: number): Promise<MapReport | undefined> {
  return printed(line, 'map', (text) => parseMapReport(text, pageBytes));
}

async function printed<Result>(
  {options}: CommandLine,
  name: 'estimate' | 'map',
  parse: (text: string) => Result,
): Promise<Result | undefined> {
  if (options[name] === undefined) return undefined;
  const path = someText(`--${name}`, options[name]);
  const text = await readSmallFile(path, mostBytes).catch((error) => {
    throw new Error(`cannot read ${path}: ${whyNot(errnoOf(error))}.`);
  });
  try {
    return parse(String(text));
  } catch {
    throw new Error(
      `${path} holds no ${what[name]}: --${name} needs what \`ksmtop ${name} --format json\` prints.`,
    );
  }
}

const what = {estimate: 'estimate', map: 'sharing map'} as const;

const ofThese: Readonly<Record<string, string>> = {
  EINVAL: 'it is not a regular file',
  EFBIG: `it is larger than ${mostBytes / 2 ** 20} MiB`,
};

function whyNot(errno: string): string {
  return ofThese[errno] ?? whyUnreadable(errno);
}
