import {type Thresholds, usualThresholds} from '../../model/derive/thresholds.js';

const mebibyte = 2 ** 20;

/** How a threshold is set: its key, what its unit is in that of the model, and what it means. */
export const thresholdSettings = [
  {
    key: 'advice.saved_mib_per_cpu_percent',
    name: 'worthyBytesPerCpuPercent',
    unit: mebibyte,
    meaning: 'MiB that ksmd must save for each percent of a core; below, it is costly.',
  },
  {
    key: 'advice.noticeable_cpu_percent',
    name: 'noticeableCpuPercent',
    unit: 1,
    meaning: 'Percent of a core up to which the CPU of ksmd does not matter.',
  },
  {
    key: 'advice.much_cpu_percent',
    name: 'muchCpuPercent',
    unit: 1,
    meaning: 'Percent of a core above which ksmd is advised to scan more slowly.',
  },
  {
    key: 'advice.loss_mib',
    name: 'noticeableLossBytes',
    unit: mebibyte,
    meaning: 'MiB of loss from which the host or a container is losing.',
  },
  {
    key: 'advice.scan_minutes',
    name: 'longScanSeconds',
    unit: 60,
    meaning: 'Minutes above which a full scan is advised to be faster.',
  },
] as const satisfies ReadonlyArray<{
  key: string;
  name: keyof Thresholds;
  unit: number;
  meaning: string;
}>;

export type ThresholdKey = (typeof thresholdSettings)[number]['key'];

/** The thresholds of verdicts and advice; undefined: all are as usual. */
export function thresholdsFrom(
  settings: Readonly<Partial<Record<ThresholdKey, number>>>,
): Thresholds | undefined {
  const set = thresholdSettings.flatMap(({key, name, unit}) => {
    const value = settings[key];
    return value === undefined ? [] : [[name, value * unit] as const];
  });
  return set.length === 0 ? undefined : {...usualThresholds, ...Object.fromEntries(set)};
}
