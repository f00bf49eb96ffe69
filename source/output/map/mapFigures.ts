import type {MapRow} from '../../model/map/mapReport.js';

/** Memory of a container in a map under its name in JSON and CSV. */
export const mapFigures: ReadonlyArray<
  readonly [name: string, value: (row: MapRow) => number | undefined]
> = [
  ['merged_bytes', ({mergedBytes}) => mergedBytes],
  ['within_bytes', ({withinBytes}) => withinBytes],
  ['others_bytes', ({othersBytes}) => othersBytes],
  ['tenants_crossed_bytes', ({tenantsCrossedBytes}) => tenantsCrossedBytes],
  ['other_node_bytes', ({otherNodeBytes}) => otherNodeBytes],
  ['saved_bytes', ({savedBytes}) => savedBytes],
  ['freed_when_ended_bytes', ({freedWhenEndedBytes}) => freedWhenEndedBytes],
  ['needed_to_opt_out_bytes', ({neededToOptOutBytes}) => neededToOptOutBytes],
];

/** What is known without the map. */
export const sampledFigures: typeof mapFigures = [
  ['zero_bytes', ({zeroBytes}) => zeroBytes],
  ['pro_rata_saved_bytes', ({proRataBytes}) => proRataBytes],
];
