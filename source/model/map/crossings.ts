import type {MapReport} from './mapReport.js';

/** Merged memory that is shared across tenants, from a sharing map. */
export type Crossings = {bytes: number; containers: number};

export function crossingsOf({map, pageBytes}: MapReport): Crossings {
  return {
    bytes: map.crossedFrames * pageBytes,
    containers: map.groups.filter(({crossedFrames}) => crossedFrames > 0).length,
  };
}
