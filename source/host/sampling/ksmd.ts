import {isGone} from '../../kernel/readFailure.js';
import type {KsmdSample, Sample} from '../../model/sample/sample.js';
import type {Reader} from '../io/reader.js';
import {statRequest} from '../processes/processReads.js';

/** Reads the CPU time of ksmd; empty when another process has this pid. */
export async function readKsmd(
  reader: Reader,
  procfs: string,
  pid: number | undefined,
): Promise<Pick<Sample, 'ksmd' | 'ksmdRefusal'>> {
  let ksmd: KsmdSample | undefined;
  let ksmdRefusal: string | undefined;
  if (pid === undefined) return {};
  const request = statRequest(`${procfs}/${pid}`, (stat, errno) => {
    if (stat?.kernelThread && stat.command === 'ksmd') ksmd = {pid, cpuTicks: stat.cpuTicks};
    else if (!isGone(errno)) ksmdRefusal = errno;
  });
  await reader.read([request]);
  return {...(ksmd && {ksmd}), ...(ksmdRefusal !== undefined && {ksmdRefusal})};
}
