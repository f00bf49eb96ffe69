import type {Model} from '../model.js';
import {crossingsOf} from './crossings.js';
import {isWhole, type MapReport} from './mapReport.js';

/**
 * The model with what a map has shown: the advice names it. That nothing crosses tenants is shown
 * only by a map of all processes.
 */
export function withCrossings(model: Model, report: MapReport | undefined): Model {
  if (!report || report.map.hidden || isOutdated(model, report)) return model;
  const crossings = crossingsOf(report);
  return crossings.bytes > 0 || isWhole(report) ? {...model, crossings} : model;
}

/** So much was unmerged since that it cannot be true any more. */
function isOutdated({sample}: Model, {map}: MapReport): boolean {
  const {pages_shared: shared} = sample.ksm?.counters ?? {};
  return shared !== undefined && shared < map.crossedFrames;
}
