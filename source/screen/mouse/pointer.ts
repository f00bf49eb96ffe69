import type {MouseInput} from '../terminal/input/typed.js';
import {actOn, clickTable} from './mouseTable.js';
import {type Point, type ShownZone, type ShownZones, zoneAt} from './zone.js';

/** @param handledMs On the clock of the zones; `seenMs` is on that of the keyboard. */
type Click = Point & {seenMs: number; handledMs: number};

/** Where the mouse acts, and where and when it last clicked. */
export type Pointer = {zones: ShownZones; lastClick?: Click};

/** The longest time between the clicks of a double click. */
const doubleClickMs = 400;

type Circumstances = {
  /** A question or a text prompt is open. */
  isPrompting: boolean;
  /** When the screen was drawn that the user saw. */
  seenMs: number;
  press: (key: string) => void;
};

/** Carries out what the mouse did. */
export function point(
  pointer: Pointer,
  {report, count}: MouseInput,
  {isPrompting, seenMs, press}: Circumstances,
): void {
  const {zones, lastClick} = pointer;
  if (report.button !== 'left') {
    if (isPrompting) return;
    const notches = report.button === 'wheelUp' ? -count : count;
    zoneAt(zones, report, 'scroll')?.scroll?.(notches, press);
    return;
  }
  const click: Click = {...report, seenMs, handledMs: performance.now()};
  pointer.lastClick = click;
  const zone = zoneAt(zones, report, 'at');
  if (!zone || (lastClick && repeats(click, lastClick, zone))) return;
  const target = zone.at?.({line: report.line - zone.top, column: report.column - zone.left});
  if (target && (!isPrompting || clickTable[target.kind].worksInPrompt)) actOn(target, press);
}

/** Whether it is the second click of a double click, and meets what the first one has brought. */
function repeats(click: Click, before: Click, zone: ShownZone): boolean {
  return (
    click.seenMs - before.seenMs <= doubleClickMs &&
    click.line === before.line &&
    Math.abs(click.column - before.column) <= 1 &&
    zone.shownMs > before.handledMs
  );
}
