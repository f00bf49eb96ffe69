import type {Model} from '../model.js';
import type {Values} from '../tuning/checkValue.js';
import {forecast} from '../tuning/forecast.js';
import {presets, presetValues} from '../tuning/presets.js';

/** Seconds until ksmd has merged what was opted in; absent: its pace is not known. */
export type SettlingTime = {present?: number; aggressive?: number};

/** A page is merged at the second scan that finds it unchanged. */
const scansUntilMerged = 2;

/**
 * How long ksmd takes for memory that is opted in now, next to what is offered already.
 * @param set Values that are set besides the present ones.
 */
export function settlingTime(model: Model, memoryBytes: number, set: Values = {}): SettlingTime {
  const {host} = model.sample;
  const pages = memoryBytes / host.pageSizeBytes + (model.figures.offeredPages ?? 0);
  const secondsWith = (values: Values) => {
    const rate = forecast(model, {...values, run: '1'}).pagesPerSecond?.value;
    return rate ? (scansUntilMerged * pages) / rate : undefined;
  };
  const preset = presets.find(({name}) => name === 'aggressive');
  const values = preset && presetValues(preset, model).value;
  const present = secondsWith(set);
  const aggressive = values && secondsWith(values);
  return {
    ...(present !== undefined && {present}),
    ...(aggressive !== undefined && {aggressive}),
  };
}
