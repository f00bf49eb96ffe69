import {isAtLeast} from '../../kernel/system.js';
import {showUntrusted} from '../../text/untrusted.js';
import {oncePerList} from '../sample/oncePerList.js';
import type {Sample} from '../sample/sample.js';

/**
 * Support for the opt-in by prctl(PR_SET_MEMORY_MERGE): added in 6.4, kept across exec since 6.7;
 * without a fix in 6.9 ksmd may skip programs that inherited it through exec.
 */
const prctlLevels = ['none', 'lost at exec', 'perhaps not scanned', 'full'] as const;
export type PrctlSupport = (typeof prctlLevels)[number];

/** `Linux 6.12.9`, for sentences. */
export function kernelText({kernelRelease}: Sample['host']): string {
  return kernelRelease === '' ? 'this kernel' : `Linux ${showUntrusted(kernelRelease)}`;
}

type Features = Pick<Sample, 'host' | 'ksm' | 'processes'>;

/** Files added with a level prove it whatever the release: enterprise kernels backport features. */
export function prctlSupport({host: {kernelRelease}, ksm, processes = []}: Features): PrctlSupport {
  const signs: Readonly<Record<PrctlSupport, boolean>> = {
    none: true,
    'lost at exec': ksm?.counters.general_profit !== undefined || isAtLeast(kernelRelease, 6, 4),
    'perhaps not scanned':
      ksm?.parameters.smart_scan !== undefined || isAtLeast(kernelRelease, 6, 7),
    full: reportsMergeAny(processes) || isAtLeast(kernelRelease, 6, 9),
  };
  return prctlLevels.findLast((level) => signs[level]) ?? 'none';
}

/** Whether a setting of a unit (MemoryKSM=) reaches its programs, which needs an exec. */
export function keepsPrctl(sample: Features): boolean {
  const support = prctlSupport(sample);
  return support === 'full' || support === 'perhaps not scanned';
}

/** Whether the kernel reports what ksmd does with each process: `ksm_stat`, 6.1. */
export function reportsProcesses({host, processes = []}: Features): boolean {
  return hasItems(processes) || isAtLeast(host.kernelRelease, 6, 1);
}

/** Whether the kernel reports the merged pages of each process: `ksm_merging_pages`, 5.19. */
export function reportsMerging({host, processes = []}: Features): boolean {
  return hasMerging(processes) || isAtLeast(host.kernelRelease, 5, 19);
}

/** `ksm_merge_any` in `ksm_stat`, 6.14. */
const reportsMergeAny = oncePerList((processes) =>
  processes.some(({ksm}) => ksm?.mergeAny !== undefined),
);

const hasItems = oncePerList((processes) =>
  processes.some(({ksm}) => ksm?.rmapItems !== undefined),
);

const hasMerging = oncePerList((processes) =>
  processes.some(({ksm}) => ksm?.mergingPages !== undefined),
);
