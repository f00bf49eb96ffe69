import {ksmDirectory} from '../io/mounts.js';
import type {Reader} from '../io/reader.js';

const periodMs = 10_000;

/** Finds out why nothing can be written to KSM, if so: once in ten seconds, for all samples. */
export function createWriteRefusal(reader: Reader, sysfs: string) {
  let askedMs = Number.NEGATIVE_INFINITY;
  let refusal: string | undefined;

  return async (nowMs: number): Promise<string | undefined> => {
    if (nowMs - askedMs < periodMs) return refusal;
    askedMs = nowMs;
    refusal = await reader.writeRefusal(`${ksmDirectory(sysfs)}/run`);
    return refusal;
  };
}
