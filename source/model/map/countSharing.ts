import {addUser, forEachFrame, renumbered, roomForUsers, type Users} from './mappings.js';
import type {GroupSharing, MapCell, SharingMap} from './sharingMap.js';

/** The processes of one tenant in one group; members are in the order of their groups. */
export type Member = {group: number; tenant: string};

export type SharedFrames = {
  /** Sorted mappings. */
  keys: Float64Array;
  members: readonly Member[];
  groupCount: number;
  isMerged(frame: number): boolean;
  /** The frame that represents all with the same content; absent: copies are not joined. */
  contentOf?: ((frame: number) => number) | undefined;
  /** Whether a frame is on another node than most of a group's memory; absent: not known. */
  isElsewhere?: ((frame: number, group: number) => boolean) | undefined;
};

export type SharingCounts = Pick<
  SharingMap,
  'frames' | 'mappings' | 'crossedFrames' | 'groups' | 'cells'
>;

/** Counts who shares merged frames with whom. */
export function countSharing(shared: SharedFrames): SharingCounts {
  const {keys, members, contentOf} = shared;
  const counted = countFrames(shared);
  const byContent = contentOf ? renumbered(keys, members.length, contentOf) : keys;
  return {...counted, ...countContents({...shared, keys: byContent}, counted.groups)};
}

/** What depends on the frames themselves: memory that is freed, saved, or on another node. */
function countFrames({keys, members, groupCount, isMerged, isElsewhere}: SharedFrames) {
  const groups = Array.from(
    {length: groupCount},
    (_, group): GroupSharing => ({
      mappings: 0,
      frames: 0,
      ownFrames: 0,
      withinFrames: 0,
      crossedFrames: 0,
      savedPages: 0,
      ...(isElsewhere && {otherNodePages: 0}),
      tenants: [...new Set(members.filter((each) => each.group === group).map((m) => m.tenant))],
    }),
  );
  const byGroup = createByGroup(members);
  let frames = 0;
  let mappings = 0;
  forEachFrame(keys, members.length, (frame, users) => {
    if (!isMerged(frame)) return;
    const uses = byGroup(users);
    let all = 0;
    for (let index = 0; index < uses.length; index++) all += uses.mappings[index] as number;
    frames++;
    mappings += all;
    for (let index = 0; index < uses.length; index++) {
      const group = uses.members[index] as number;
      const own = uses.mappings[index] as number;
      const figures = groups[group] as GroupSharing;
      figures.frames++;
      figures.mappings += own;
      figures.savedPages += (own * (all - 1)) / all;
      if (uses.length === 1) figures.ownFrames++;
      if (isElsewhere?.(frame, group)) {
        figures.otherNodePages = (figures.otherNodePages ?? 0) + own;
      }
    }
  });
  return {frames, mappings, groups};
}

/** What depends on contents: which groups and tenants hold the same. */
function countContents(
  {keys, members, groupCount, isMerged}: SharedFrames,
  groups: readonly GroupSharing[],
): {crossedFrames: number; cells: MapCell[]} {
  const matrix = createMatrix(groupCount);
  const byGroup = createByGroup(members);
  let crossedFrames = 0;
  forEachFrame(keys, members.length, (frame, users) => {
    if (!isMerged(frame)) return;
    const uses = byGroup(users);
    const isCrossed = hasSeveralTenants(members, users);
    if (isCrossed) crossedFrames++;
    for (let index = 0; index < uses.length; index++) {
      const group = uses.members[index] as number;
      const figures = groups[group] as GroupSharing;
      if (isCrossed) figures.crossedFrames++;
      if ((uses.mappings[index] as number) > 1) {
        figures.withinFrames++;
        matrix.addAll(group, uses, index, index + 1);
      }
      if (index + 1 < uses.length) matrix.addAll(group, uses, index + 1);
    }
  });
  return {crossedFrames, cells: matrix.cells()};
}

function hasSeveralTenants(members: readonly Member[], users: Users): boolean {
  const first = members[users.members[0] as number]?.tenant;
  for (let index = 1; index < users.length; index++) {
    if (members[users.members[index] as number]?.tenant !== first) return true;
  }
  return false;
}

/** Users of a frame by group instead of by member; the result is lent until the next call. */
function createByGroup(members: readonly Member[]): (users: Users) => Users {
  const groups = roomForUsers(members.length);
  return (users) => {
    groups.length = 0;
    for (let index = 0; index < users.length; index++) {
      const {group} = members[users.members[index] as number] as Member;
      addUser(groups, group, users.mappings[index] as number);
    }
    return groups;
  };
}

/** Counts by pairs; a row is made when it is first needed, as most groups of a host share nothing. */
function createMatrix(groupCount: number) {
  const rows: Uint32Array[] = [];
  return {
    /** One more for a group with each of these users, itself or groups after it. */
    addAll(group: number, {members, length}: Users, from: number, to = length) {
      rows[group] ??= new Uint32Array(groupCount - group);
      const row = rows[group];
      for (let index = from; index < to; index++) {
        const place = (members[index] as number) - group;
        row[place] = (row[place] as number) + 1;
      }
    },
    cells(): MapCell[] {
      const cells: MapCell[] = [];
      for (const [a, row] of rows.entries()) {
        row?.forEach((frames, index) => {
          if (frames > 0) cells.push({a, b: a + index, frames});
        });
      }
      return cells;
    },
  };
}
