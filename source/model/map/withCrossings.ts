import type {Model} from '../model.js';
import {crossingsOf} from './crossings.js';
import type {MapReport} from './mapReport.js';

/** The model with what a map has shown: the advice names it. */
export function withCrossings(model: Model, report: MapReport | undefined): Model {
  if (!report || report.map.hidden) return model;
  return {...model, crossings: crossingsOf(report)};
}
