import {readFileSync} from 'node:fs';
import type {Member} from '../../model/map/countSharing.js';
import type {MapTask} from './mapTask.js';

/** Members in the order of their groups, and the one that each process of the task belongs to. */
export type Members = {members: Member[]; memberOf: number[]};

/** Needs the processes of the task by group. */
export function membersOf({procfs, processes}: MapTask): Members {
  const members: Member[] = [];
  const known = new Map<string, number>();
  const idMaps = new Map<number, string>();
  const memberOf = processes.map(({pid, group, tenant}) => {
    let {name} = tenant;
    if (tenant.byIdMap) {
      // Of its first process: a browser in it makes maps of its own.
      if (!idMaps.has(group)) idMaps.set(group, idMapOf(`${procfs}/${pid}`));
      name += idMaps.get(group);
    }
    const key = `${group}\0${name}`;
    const member = known.get(key) ?? members.push({group: group - 1, tenant: name}) - 1;
    known.set(key, member);
    return member;
  });
  return {members, memberOf};
}

/** The ids that root and those after it have on the host: ` ids 100000+65536`; empty: the host's own. */
function idMapOf(directory: string): string {
  try {
    const text = readFileSync(`${directory}/uid_map`, 'latin1');
    const [, outside, count] = /^\s*\d+\s+(\d+)\s+(\d+)/.exec(text) ?? [];
    return outside === undefined || outside === '0' ? '' : ` ids ${outside}+${count}`;
  } catch {
    return '';
  }
}
