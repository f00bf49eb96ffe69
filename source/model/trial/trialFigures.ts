import {withoutUnknown} from '../derive/unknown.js';
import {type ContainerPoint, difference, riseOf, type TrialPoint} from './trialPoint.js';

/** What a trial costs between two points. */
export type TrialFigures = {
  /** CPU of ksmd, in percent of one core. */
  ksmdCpuPercent?: number;
  /** Writes to merged pages of the host (cow_ksm). */
  copiesPerSecond?: number;
  /** Of all containers of the trial. */
  minorFaultsPerSecond?: number;
  hugePageSplitsPerSecond?: number;
  /** Share of the time in which some task of the host waited for memory, in percent. */
  hostPressurePercent?: number;
  containers: readonly ContainerFigures[];
};

export type ContainerFigures = {
  id: string;
  /** Untrusted. */
  name: string;
  savedBytes?: number;
  minorFaultsPerSecond?: number;
  /** Share of the time in which some task waited for memory, in percent. */
  pressurePercent?: number;
  /** Anonymous huge pages at the end. */
  hugeBytes?: number;
};

/** The figures between two points; each absent where it is unknown. */
export function figuresBetween(from: TrialPoint, to: TrialPoint): TrialFigures {
  const seconds = (to.monotonicMs - from.monotonicMs) / 1000;
  const perSecond = (rise: number | undefined) => rateOf(rise, seconds);
  const containers = to.containers.map((container) =>
    containerFigures(
      from.containers.find(({id}) => id === container.id),
      container,
      seconds,
    ),
  );
  return {
    ...withoutUnknown({
      ksmdCpuPercent: percentOf(perSecond(difference(from.ksmdSeconds, to.ksmdSeconds))),
      copiesPerSecond: perSecond(difference(from.copies, to.copies)),
      minorFaultsPerSecond: perSecond(riseOf(from, to, 'minorFaults')),
      hugePageSplitsPerSecond: perSecond(difference(from.hugePageSplits, to.hugePageSplits)),
      hostPressurePercent: pressureBetween(
        from.hostPressureMicroseconds,
        to.hostPressureMicroseconds,
        seconds,
      ),
    }),
    containers,
  };
}

function containerFigures(
  from: ContainerPoint | undefined,
  to: ContainerPoint,
  seconds: number,
): ContainerFigures {
  const {id, name, savedBytes, hugeBytes} = to;
  return {
    id,
    name,
    ...withoutUnknown({
      savedBytes,
      hugeBytes,
      minorFaultsPerSecond: rateOf(difference(from?.minorFaults, to.minorFaults), seconds),
      pressurePercent: pressureBetween(
        from?.pressureMicroseconds,
        to.pressureMicroseconds,
        seconds,
      ),
    }),
  };
}

/** In percent of the time, of two totals in microseconds. */
function pressureBetween(
  from: number | undefined,
  to: number | undefined,
  seconds: number,
): number | undefined {
  const perSecond = rateOf(difference(from, to), seconds);
  return perSecond === undefined ? undefined : percentOf(perSecond / 1e6);
}

/** Absent: no time has passed, or the total fell, as after a restart. */
function rateOf(rise: number | undefined, seconds: number): number | undefined {
  return rise === undefined || rise < 0 || seconds <= 0 ? undefined : rise / seconds;
}

function percentOf(share: number | undefined): number | undefined {
  return share === undefined ? undefined : 100 * share;
}
