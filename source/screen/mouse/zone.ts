/** A place on the screen, counted from 0. */
export type Point = {line: number; column: number};

/** What is at a place, and what can be done with it. */
export type Target =
  | {kind: 'key'; key: string}
  | {kind: 'row'; isSelected: boolean; select: () => void; open?: (() => void) | undefined}
  | {kind: 'title'; sort: () => void}
  | {kind: 'value'; tell: () => void};

/** A rectangle of the screen, made from the same layout that draws it. */
export type Zone = {
  /** The same as long as it means the same. */
  id: string;
  top: number;
  left: number;
  height: number;
  width: number;
  /** What a click at this place of the zone meets. */
  at?: (place: Point) => Target | undefined;
  /** Scrolls by notches of the wheel; negative: up. */
  scroll?: (notches: number, press: (key: string) => void) => void;
};

/** The parts of the screen that have zones; where two overlap, the first counts. */
export type ZoneOwner = 'bar' | 'list' | 'panel' | 'upper' | 'detail' | 'view';

const owners: readonly ZoneOwner[] = ['bar', 'list', 'panel', 'upper', 'detail', 'view'];

export type ShownZone = Zone & {shownMs: number};

export type ShownZones = Map<ZoneOwner, readonly ShownZone[]>;

/** A zone that stays the same keeps the time at which it was first shown. */
export function withShownTimes(
  before: readonly ShownZone[],
  zones: readonly Zone[],
  nowMs: number,
): readonly ShownZone[] {
  return zones.map((zone) => {
    const same = before.find(
      ({id, top, left}) => id === zone.id && top === zone.top && left === zone.left,
    );
    return {...zone, shownMs: same?.shownMs ?? nowMs};
  });
}

/** The first zone at this place that can do this. */
export function zoneAt(
  shown: ShownZones,
  {line, column}: Point,
  does: 'at' | 'scroll',
): ShownZone | undefined {
  return owners
    .flatMap((owner) => shown.get(owner) ?? [])
    .find(
      ({top, left, height, width, [does]: act}) =>
        act && line >= top && line < top + height && column >= left && column < left + width,
    );
}
