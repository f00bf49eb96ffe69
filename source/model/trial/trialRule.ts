import {formatLarge, formatShare} from '../../text/units.js';

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
  const {leastProfitShare, mostCopiesPerSecond, mostMinorFaultsPerSecond, mostMinutes} = rule;
  const rateText = (perSecond: number) => `${formatLarge(perSecond)} a second`;
  return [
    'The trial opts in, and keeps it if all of this holds at the floor of what it saves:',
    `- The profit is at least ${formatShare(leastProfitShare)} of what it offers.`,
    `- Writes to merged pages (cow_ksm, of the whole host) rose by at most ${rateText(mostCopiesPerSecond)}.`,
    `- Minor faults of the containers rose by at most ${rateText(mostMinorFaultsPerSecond)}.`,
    `- Memory pressure (PSI) of each container rose by at most ${rule.mostPressurePercent} % of the time; where it is not known for one, that of the host.`,
    'Otherwise it takes everything back.',
    `The floor is the lowest saving over three full scans after the peak that change it by less than ${formatShare(steadyShare)} each. If there is none within ${mostMinutes} min, ksmtop asks, and without a terminal takes everything back.`,
  ];
}
