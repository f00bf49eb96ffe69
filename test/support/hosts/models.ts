import {advance} from '../../../source/model/advance.js';
import type {Model} from '../../../source/model/model.js';
import type {Sample} from '../../../source/model/sample/sample.js';
import {sampleOfHost} from '../../fixtures/hostSample.js';

/** The model of a described host after some samples a second apart, with ksmd at work. */
export async function modelOfHost(name: string, seconds = 40): Promise<Model> {
  const first = await sampleOfHost(name);
  let model = advance(undefined, first);
  for (let second = 1; second <= seconds; second++) {
    model = advance(model, later(first, second));
  }

  return model;
}

/** ksmd scans 39 000 pages and takes 12 clock ticks in a second, and passes once in nine. */
function later(first: Sample, second: number): Sample {
  const {ksm, ksmd} = first;
  const counters = {...ksm?.counters};
  if (counters.pages_sharing) counters.pages_sharing -= second % 7;
  if (counters.pages_scanned !== undefined) counters.pages_scanned += second * 39_000;
  if (counters.full_scans !== undefined) counters.full_scans += Math.floor(second / 9);
  return {
    ...first,
    timeMs: first.timeMs + second * 1000,
    monotonicMs: first.monotonicMs + second * 1000,
    ...(ksm && {ksm: {...ksm, counters}}),
    ...(ksmd && {ksmd: {...ksmd, cpuTicks: ksmd.cpuTicks + second * 12}}),
  };
}
