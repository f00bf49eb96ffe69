import {countOf, listOf} from '../../text/count.js';
import {formatBytes, formatPercent, formatShare, formatSignedBytes} from '../../text/units.js';
import type {ContainerRow} from '../containers.js';
import {verdictThresholds} from '../verdictTable.js';
import {
  type Evidence,
  hasPassedOften,
  hasSettled,
  isLosing,
  judgedProfitBytes,
} from './evidence.js';
import type {Rule} from './rule.js';
import {inComment, nameOf, writing} from './words.js';

const {worthyBytesPerCpuPercent: worthyBytes, noticeableCpuPercent} = verdictThresholds;

/** Below this much offered memory, how little of it merges does not matter. */
const leastOfferedBytes = 256 * 2 ** 20;
/** Ten pages looked at again and again for one that merges. */
const vainShare = 0.9;

/** Whether merging is worth what it costs. */
export const worthRules = {
  hostLosing: {
    id: 'host-losing',
    severity: 'warning',
    reason:
      'Each page that ksmd keeps track of costs 64 bytes (32 on 32-bit): when fewer than 1 in 64 merge, KSM takes memory instead of giving some.',
    judges: hasPassedOften,
    find(evidence) {
      const profit = judgedProfitBytes(evidence);
      if (!isLosing(profit)) return undefined;
      const {figures} = evidence.model;
      return {
        text: `KSM costs more memory than it saves: profit ${formatSignedBytes(figures.profitBytes)}, with ${formatBytes(figures.savedBytes)} saved of ${formatBytes(figures.offeredBytes)} offered.`,
        cure: writing(['run', 2]),
      };
    },
    fine: 'KSM saves more memory than it costs.',
  },
  containerLosing: {
    id: 'container-losing',
    severity: 'warning',
    reason:
      'The same for one container: more than 64 rmap items for each merged page (128 on 32-bit, in general the page size over the size of an item) is a loss, says the kernel in admin-guide/mm/ksm.rst.',
    judges: (evidence) => evidence.complete && hasPassedOften(evidence),
    find(evidence) {
      const losing = (evidence.model.containers ?? [])
        .map((row) => ({row, profit: judgedProfitBytes(evidence, row) ?? 0}))
        .filter(({profit}) => isLosing(profit))
        .sort((a, b) => a.profit - b.profit);
      const [worst] = losing;
      if (!worst) return undefined;
      const what = `${itemsPerMerged(worst.row, evidence)}, profit ${formatSignedBytes(worst.row.profitBytes)}`;
      const names = losing.map(({row}) => nameOf(row.name));
      return {
        text:
          losing.length === 1
            ? `Merging costs ${names[0]} more memory than it saves: ${what}.`
            : `Merging costs ${countOf(losing.length, 'container')} more memory than it saves (${listOf(names)}); the worst: ${what}.`,
        cure: `# in ${inComment(names[0])}: start its programs without LD_PRELOAD, MemoryKSM=yes or mem-merge=on`,
      };
    },
    fine: 'No container loses memory by merging.',
    fineOfAll: true,
  },
  poorYield: {
    id: 'poor-yield',
    severity: 'warning',
    reason:
      'The verdict "wasting": where a core costs as much as some 6 GiB of memory, each percent of it has to save 64 MiB; below 5 % of a core nobody minds.',
    judges: (evidence) =>
      evidence.running &&
      evidence.complete &&
      hasSettled(evidence) &&
      !isLosing(judgedProfitBytes(evidence)),
    find(evidence) {
      const {model} = evidence;
      const {effortPercent, figures, sample} = model;
      const saved = figures.savedBytes;
      if (effortPercent === undefined || saved === undefined) return undefined;
      if (effortPercent < noticeableCpuPercent || saved / effortPercent >= worthyBytes) return;
      return {
        text: `ksmd works for little: ${formatBytes(saved)} saved for ${formatPercent(effortPercent)} of a core, ${formatBytes(saved / effortPercent)} per cpu %; it is worth it from ${formatBytes(worthyBytes)} on.`,
        cure: writing(
          ['pages_to_scan', 100],
          ['sleep_millisecs', Math.max(200, Number(sample.ksm?.parameters.sleep_millisecs ?? 0))],
        ),
      };
    },
    fine: 'What ksmd saves is worth its CPU.',
  },
  mostlyUnique: {
    id: 'mostly-unique',
    severity: 'note',
    reason:
      'With over 9 of 10 offered pages unique or changing, ksmd compares ten for each that merges. Unshared and volatile count together: smart_scan moves the same pages to and fro between them.',
    judges: hasPassedOften,
    find(evidence) {
      const {
        model: {sample, figures},
        allYoungItems,
      } = evidence;
      if (isLosing(judgedProfitBytes(evidence))) return undefined;
      const {pages_unshared: unshared, pages_volatile: volatile_} = sample.ksm?.counters ?? {};
      const {offeredPages, offeredBytes = 0, savedBytes} = figures;
      if (unshared === undefined || volatile_ === undefined || !offeredPages) return undefined;
      const vain = Math.max(0, unshared + volatile_ - allYoungItems);
      if (offeredBytes < leastOfferedBytes || vain / offeredPages <= vainShare) return undefined;
      return {
        text: `${formatShare(vain / offeredPages)} of what is offered is unique or keeps changing: ${formatBytes(vain * sample.host.pageSizeBytes)} looked at for ${formatBytes(savedBytes)} saved.`,
        cure: '# offer only programs that run in many copies, or hold the same data',
      };
    },
    fine: 'A fair part of what is offered merges.',
  },
} as const satisfies Record<string, Rule>;

function itemsPerMerged(
  {offeredBytes = 0, mergedBytes = 0}: ContainerRow,
  {model}: Evidence,
): string {
  const {pageSizeBytes, rmapItemBytes} = model.sample.host;
  if (mergedBytes === 0) return `${formatBytes(offeredBytes)} offered, nothing merged`;
  const items = Math.round(offeredBytes / mergedBytes);
  return `${countOf(items, 'page')} kept track of for each merged one (limit ${pageSizeBytes / rmapItemBytes})`;
}
