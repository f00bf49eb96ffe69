import {defaultTop, type Format, formats} from '../output/formats.js';
import {delaySeconds} from './commandLine.js';
import type {CommandLine} from './commandTable.js';
import {UsageError} from './usageError.js';

export type PrintOptions = {
  intervalSeconds: number;
  /** Samples to print; infinite: until interrupted. */
  count: number;
  format: Format;
  /** Name or id of the only containers to print. */
  container?: string;
  /** File that holds the newest sample; absent: standard output. */
  output?: string;
  top: number;
};

/** Throws a UsageError for a value that cannot be meant. */
export function printOptions(line: CommandLine): PrintOptions {
  const {count, format = 'text', container, output, top} = line.options;
  if (!isFormat(format)) {
    throw new UsageError(
      `--format is one of ${formats.join(', ')}, not ${JSON.stringify(format)}.`,
    );
  }
  if (top !== undefined && format !== 'openmetrics') {
    throw new UsageError('--top goes with --format openmetrics.');
  }
  return {
    intervalSeconds: delaySeconds(line),
    count: wholeNumber('--count', count) ?? Number.POSITIVE_INFINITY,
    format,
    ...(container !== undefined && {container: someText('--container', container)}),
    ...(output !== undefined && {output: someText('--output', output)}),
    top: wholeNumber('--top', top) ?? defaultTop,
  };
}

function isFormat(value: string | boolean): value is Format {
  return formats.some((format) => format === value);
}

function someText(option: string, value: string | boolean): string {
  if (value === '') throw new UsageError(`${option} needs a value.`);
  return String(value);
}

const largest = 1_000_000_000;

function wholeNumber(option: string, value: string | boolean | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d+$/.test(String(value)) ? Number(value) : Number.NaN;
  if (number >= 1 && number <= largest) return number;
  throw new UsageError(
    `${option} takes a number from 1 to ${largest}, not ${JSON.stringify(value)}.`,
  );
}
