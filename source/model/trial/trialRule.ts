import {formatRate, formatShare} from '../../text/units.js';

/** When a trial is kept; stated before it starts. */
export type TrialRule = {
  /** Least profit at the floor, as a share of what was offered, 0 to 1. */
  leastProfitShare: number;
  /** By how much copies of merged pages may rise, of the whole host (`cow_ksm`). */
  mostCopiesPerSecond: number;
  /** By how much minor faults of the containers may rise. */
  mostMinorFaultsPerSecond: number;
  /** By how many points the share of time may rise in which a container waits for memory. */
  mostPressurePercent: number;
  /** The floor must be known by then. */
  mostMinutes: number;
};

export const usualRule: TrialRule = {
  leastProfitShare: 0.05,
  mostCopiesPerSecond: 1000,
  mostMinorFaultsPerSecond: 5000,
  mostPressurePercent: 1,
  mostMinutes: 30,
};

/** Before anything is changed, figures are taken for this share of the time. */
export function baselineSeconds({mostMinutes}: TrialRule): number {
  return mostMinutes;
}

/** Full scans that take less count together, so that a slow erosion shows on a fast host, too. */
export function leastScanSeconds({mostMinutes}: TrialRule): number {
  return (mostMinutes * 60) / 90;
}

/** A floor is found where the saving changes by less than this share in each of three scans. */
export const steadyShare = 0.01;
export const scansOfFloor = 3;

/** The rule in sentences. */
export function ruleSentences(rule: TrialRule): string[] {
  const {leastProfitShare, mostCopiesPerSecond, mostMinorFaultsPerSecond} = rule;
  return [
    `Kept if the profit at the floor is at least ${formatShare(leastProfitShare)} of what the trial offers, and if meanwhile, compared with before,`,
    `  writes to merged pages (cow_ksm, of the whole host) rose by at most ${formatRate(mostCopiesPerSecond).slice(1)},`,
    `  minor faults of the containers rose by at most ${formatRate(mostMinorFaultsPerSecond).slice(1)},`,
    `  memory pressure of each container (PSI) rose by at most ${rule.mostPressurePercent} % of the time.`,
    `The floor is the lowest saving over three full scans after the peak that change it by less than ${formatShare(steadyShare)} each. If it is not found within ${rule.mostMinutes} min, ksmtop asks.`,
    'Otherwise everything is taken back.',
  ];
}
