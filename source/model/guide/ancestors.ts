import type {ProcessSample} from '../sample/sample.js';
import type {GuideSubject} from './guideFacts.js';
import {type Unit, unitOf} from './unit.js';

/** The process outside that started the first one of a container: its monitor, or a shim. */
export function monitorOf({model, processes, owner}: GuideSubject): ProcessSample | undefined {
  const inside = new Set(processes.map(({pid}) => pid));
  const parents = new Set(processes.map(({parentPid}) => parentPid));
  return model.sample.processes?.find(
    ({pid, userId}) =>
      // Nobody else's process says how to reach it.
      pid !== 1 && parents.has(pid) && !inside.has(pid) && (!userId || userId === owner),
  );
}

/** More ancestors than this have no programs of runtimes. */
const mostAncestors = 16;

/** The service from whose processes those of a container descend; absent: it cannot be told. */
export function unitAbove(subject: GuideSubject): Unit | undefined {
  const byPid = new Map(subject.model.sample.processes?.map((process) => [process.pid, process]));
  let process = monitorOf(subject);
  for (let steps = 0; process && steps < mostAncestors; steps++) {
    const unit = unitOf(process.container.id);
    if (unit && !unit.isScope && process.container.id !== subject.row.id) return unit;
    process = byPid.get(process.parentPid);
  }
  return undefined;
}
