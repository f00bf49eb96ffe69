import type {KsmdSample} from '../model/sample.js';
import {statRequest} from './processReads.js';
import type {Reader} from './reader.js';

/** How much CPU ksmd has used; absent when it does not have this pid. */
export async function readKsmd(
  reader: Reader,
  procfs: string,
  pid: number | undefined,
): Promise<KsmdSample | undefined> {
  let ksmd: KsmdSample | undefined;
  if (pid === undefined) return undefined;
  const request = statRequest(`${procfs}/${pid}`, (stat) => {
    if (stat?.kernelThread && stat.command === 'ksmd') ksmd = {pid, cpuTicks: stat.cpuTicks};
  });
  await reader.read([request]);
  return ksmd;
}
