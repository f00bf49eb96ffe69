import {isAtLeast} from '../../kernel/system.js';
import {oncePerList} from '../sample/oncePerList.js';
import type {Sample} from '../sample/sample.js';

/**
 * What a kernel does with the opt-in by prctl: it came with 6.4, is kept over exec since 6.7, and
 * without a fix of 6.9 ksmd passes over programs that had it from before their exec.
 */
const prctlLevels = ['none', 'lost at exec', 'perhaps not scanned', 'full'] as const;
export type PrctlSupport = (typeof prctlLevels)[number];

type Features = Pick<Sample, 'host' | 'ksm' | 'processes'>;

/** Files that came with a level tell of it whatever the release: enterprise kernels take features over. */
export function prctlSupport({host: {kernelRelease}, ksm, processes = []}: Features): PrctlSupport {
  const signs: Readonly<Record<PrctlSupport, boolean>> = {
    none: true,
    'lost at exec': ksm?.counters.general_profit !== undefined || isAtLeast(kernelRelease, 6, 4),
    'perhaps not scanned':
      ksm?.parameters.smart_scan !== undefined || isAtLeast(kernelRelease, 6, 7),
    full: tellsMergeAny(processes) || isAtLeast(kernelRelease, 6, 9),
  };
  return prctlLevels.findLast((level) => signs[level]) ?? 'none';
}

/** What is set for a unit reaches its programs. */
export function keepsPrctl(sample: Features): boolean {
  const support = prctlSupport(sample);
  return support === 'full' || support === 'perhaps not scanned';
}

/** The kernel tells what ksmd does with a single process: `ksm_stat`, 6.1. */
export function tellsOfProcesses({host, processes = []}: Features): boolean {
  return hasItems(processes) || isAtLeast(host.kernelRelease, 6, 1);
}

/** `ksm_merge_any` in `ksm_stat`, 6.14. */
const tellsMergeAny = oncePerList((processes) =>
  processes.some(({ksm}) => ksm?.mergeAny !== undefined),
);

const hasItems = oncePerList((processes) =>
  processes.some(({ksm}) => ksm?.rmapItems !== undefined),
);
