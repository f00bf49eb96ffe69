import {defaultTop, type Format, formats} from '../../output/formats.js';
import {quoted} from '../../text/quoted.js';
import {type CommandLine, delaySeconds, outputFile, someText, wholeNumber} from './command.js';
import {wordList} from './optionTable.js';
import {UsageError} from './usageError.js';

export type PrintOptions = {
  intervalSeconds: number;
  /** Samples to print; Infinity: until interrupted. */
  count: number;
  format: Format;
  /** Name or id of the only containers to print. */
  container?: string;
  /** File for the newest sample; absent: standard output. */
  output?: string;
  top: number;
};

/** Throws a UsageError for an invalid value. */
export function printOptions(line: CommandLine): PrintOptions {
  const {format = 'text', container, top} = line.options;
  const output = outputFile(line);
  if (!isFormat(format)) {
    throw new UsageError(`--format must be ${wordList(formats)}, not ${quoted(format)}.`);
  }
  if (top !== undefined && format !== 'openmetrics') {
    throw new UsageError('--top needs --format openmetrics.');
  }
  return {
    intervalSeconds: delaySeconds(line),
    count: wholeNumber(line, 'count') ?? Number.POSITIVE_INFINITY,
    format,
    ...(container !== undefined && {container: someText('--container', container)}),
    ...(output !== undefined && {output}),
    top: wholeNumber(line, 'top') ?? defaultTop,
  };
}

function isFormat(value: string | boolean): value is Format {
  return formats.some((format) => format === value);
}
