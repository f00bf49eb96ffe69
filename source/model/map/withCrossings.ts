import type {Model} from '../model.js';
import {crossingsOf} from './crossings.js';
import {isWhole, type MapReport} from './mapReport.js';

/**
 * The model with what a map has shown: the advice names it. That nothing crosses tenants is shown
 * only by a map of all processes.
 */
export function withCrossings(model: Model, report: MapReport | undefined): Model {
  if (!report || report.map.hidden) return model;
  const crossings = crossingsOf(report);
  return crossings.bytes > 0 || isWhole(report) ? {...model, crossings} : model;
}
