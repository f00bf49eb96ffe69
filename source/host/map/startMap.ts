import type {MapListener, MapRequest, SharingMap} from '../../model/map/sharingMap.js';
import type {Running} from '../../model/running.js';
import type {MountPoints} from '../io/mounts.js';
import {startPagesTask} from '../pages/startPagesTask.js';
import type {ChildProgress, MapTask} from './mapTask.js';

/** Reads who shares merged pages with whom, in a child of its own. */
export function startMap(
  mounts: MountPoints,
  {groups, ...request}: MapRequest,
  listener: MapListener,
): Running<SharingMap> {
  const task: MapTask = {
    ...mounts,
    ...request,
    processes: groups.flatMap(({processes}, index) =>
      processes.map((process) => ({...process, group: index + 1})),
    ),
    groupCount: groups.length,
    leftOut: [],
  };
  return startPagesTask<ChildProgress, SharingMap>('map', task, 'Cannot map', listener);
}
