import {type ParameterName, parameters} from '../../kernel/ksm/parameters.js';
import type {Model} from '../model.js';
import type {Checked, Values} from './checkValue.js';
import {pagesForScanTime} from './forecast.js';

/** A named set of values. Parameters that a kernel lacks are left out. */
export type Preset = {
  name: string;
  meaning: string;
  values: Values | ((model: Model, goal: ScanGoal) => Checked<Values>);
  /** The preset that follows automatically while ksmtop runs. */
  settles?: {
    /** A scan is quiet if it merges at most this share of the offered pages in addition. */
    newlyMergedShare: number;
    /** Number of successive quiet scans after which it follows. */
    scans: number;
    /** Name of the preset that follows. */
    into: string;
  };
};

/** A full scan in this time, at no more than this percentage of one core. */
export type ScanGoal = {scanSeconds: number; cpuPercent: number};

/** The goal where none was given. */
export const usualGoal: ScanGoal = {scanSeconds: 60, cpuPercent: 20};

const withoutAdvisor = {advisor_mode: 'none', smart_scan: '1'} as const;

const aggressive = {...withoutAdvisor, pages_to_scan: '4000', sleep_millisecs: '20'};

export const presets: readonly Preset[] = [
  {
    name: 'kernel default',
    meaning: 'Every parameter at its kernel default; run is left as it is.',
    values: Object.fromEntries(
      parameters
        .filter(({name}) => name !== 'run')
        .map(({name, defaultValue}) => [name, defaultValue]),
    ),
  },
  {
    name: 'gentle',
    meaning: 'A few percent of a core: for hosts whose memory is already merged.',
    values: {...withoutAdvisor, pages_to_scan: '500', sleep_millisecs: '50'},
  },
  {
    name: 'balanced',
    meaning: 'About ten percent of a core: keeps up with containers that come and go.',
    values: {...withoutAdvisor, pages_to_scan: '1000', sleep_millisecs: '20'},
  },
  {
    name: 'aggressive',
    meaning: 'About half a core: merges quickly on a host that is short of memory.',
    values: aggressive,
  },
  {
    name: 'boost, then settle',
    meaning:
      'aggressive, without smart_scan, until three scans in a row merge less than one percent more, then gentle.',
    // Of two pages that smart_scan looks at in different scans, neither finds the other.
    values: {...aggressive, smart_scan: '0', run: '1'},
    settles: {newlyMergedShare: 0.01, scans: 3, into: 'gentle'},
  },
  {
    name: 'full scan in N seconds',
    meaning: "Uses the kernel's advisor (Linux 6.8 or later), or else the measured cost of a page.",
    values: valuesForGoal,
  },
];

/** The values of a preset for this host, or why it cannot be applied. */
export function presetValues(
  preset: Preset,
  model: Model,
  goal: ScanGoal = usualGoal,
): Checked<Values> {
  const {values} = preset;
  if (typeof values === 'function') return values(model, goal);
  const present = model.sample.ksm?.parameters ?? {};
  const known = Object.entries(values).filter(
    ([name]) => present[name as ParameterName] !== undefined,
  );
  return {value: Object.fromEntries(known)};
}

const sleepMilliseconds = 20;

function valuesForGoal(model: Model, goal: ScanGoal): Checked<Values> {
  const sleep = {sleep_millisecs: String(sleepMilliseconds)};
  if (model.sample.ksm?.parameters.advisor_mode !== undefined) {
    return {
      value: {
        ...sleep,
        advisor_mode: 'scan-time',
        advisor_target_scan_time: String(goal.scanSeconds),
        advisor_max_cpu: String(goal.cpuPercent),
      },
    };
  }
  const pages = pagesForScanTime(model, {...goal, sleepMilliseconds});
  if (pages === undefined) {
    const problem =
      'The cost of a page is not known yet: let ksmd scan the offered memory a few times first.';
    return {problem};
  }
  return {value: {...sleep, pages_to_scan: String(pages)}};
}
