import type {MapReport, MapRow} from '../../model/map/mapReport.js';

export type MapColumn = readonly [title: string, value: (row: MapRow) => number | undefined];

const columns: readonly MapColumn[] = [
  ['MERGED', ({mergedBytes}) => mergedBytes],
  ['WITHIN', ({withinBytes}) => withinBytes],
  ['OTHERS', ({othersBytes}) => othersBytes],
  ['TENANTS', ({tenantsCrossedBytes}) => tenantsCrossedBytes],
  ['SAVED', ({savedBytes}) => savedBytes],
  ['IF IT ENDS', ({freedWhenEndedBytes}) => freedWhenEndedBytes],
  ['TO OPT OUT', ({neededToOptOutBytes}) => neededToOptOutBytes],
];
const zeroColumn: MapColumn = ['ZERO', ({zeroBytes}: MapRow) => zeroBytes];
const nodeColumn: MapColumn = ['OTHER NODE', ({otherNodeBytes}: MapRow) => otherNodeBytes];
const proRataColumn: MapColumn = ['PRO RATA', ({proRataBytes}: MapRow) => proRataBytes];

/** The figures of these containers for people; without a view of frames, what is known without it. */
export function mapColumns({map}: MapReport, rows: readonly MapRow[]): readonly MapColumn[] {
  if (map.hidden) return [zeroColumn, proRataColumn];
  return [
    ...columns,
    ...(rows.some(({zeroBytes = 0}) => zeroBytes > 0) ? [zeroColumn] : []),
    ...(rows.some(({otherNodeBytes}) => otherNodeBytes !== undefined) ? [nodeColumn] : []),
  ];
}
