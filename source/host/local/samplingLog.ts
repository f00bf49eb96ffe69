import {closeSync, constants, openSync, writeSync} from 'node:fs';
import type {Sample} from '../../model/sample/sample.js';
import {whyNot} from '../io/replaceFile.js';
import type {ReadingEffort} from './localReader.js';

/** Logs what each sample cost. */
export type SamplingLog = (sample: Sample, effort: ReadingEffort, wallMs: number) => void;

/** Names the file that the lines are appended to: standard error would disturb the screen. */
export const samplingLogVariable = 'KSMTOP_DEBUG_SAMPLING';

/** Follows no planted link, and does not wait for the reader of a pipe. */
const flags =
  constants.O_WRONLY |
  constants.O_APPEND |
  constants.O_CREAT |
  constants.O_NOFOLLOW |
  constants.O_NONBLOCK;

/** Throws a sentence when the file cannot be written; absent: no file is named. */
export function openSamplingLog(path = process.env[samplingLogVariable]): SamplingLog | undefined {
  if (!path) return undefined;
  let cpu = process.cpuUsage();
  const append = (line: string) => {
    try {
      const file = openSync(path, flags, 0o600);
      try {
        writeSync(file, line);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      throw new Error(`${samplingLogVariable}: ${path} cannot be written: ${whyNot(error)}.`);
    }
  };
  append('');
  return (sample, effort, wallMs) => {
    const {user, system} = process.cpuUsage(cpu);
    cpu = process.cpuUsage();
    append(`${samplingLine(sample, effort, wallMs, (user + system) / 1000)}\n`);
  };
}

/** @param cpuMs CPU time of the whole program since the previous sample. */
export function samplingLine(
  {timeMs, processes = []}: Sample,
  {files, bytes, slices, longestSliceMs}: ReadingEffort,
  wallMs: number,
  cpuMs: number,
): string {
  return [
    new Date(timeMs).toISOString(),
    `processes=${processes.length}`,
    `files=${files}`,
    `bytes=${bytes}`,
    `ms=${wallMs.toFixed(1)}`,
    `slices=${slices}`,
    `longest_slice_ms=${longestSliceMs.toFixed(1)}`,
    `program_cpu_ms=${cpuMs.toFixed(1)}`,
  ].join(' ');
}
