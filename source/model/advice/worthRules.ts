import {countOf, listOf} from '../../text/count.js';
import {formatBytes, formatPercent, formatShare, formatSignedBytes} from '../../text/units.js';
import type {ContainerRow} from '../derive/containers.js';
import {verdictThresholds} from '../derive/verdictTable.js';
import {
  type Evidence,
  hasPassedOften,
  isHostLosing,
  isLosing,
  judgedProfitBytes,
} from './evidence.js';
import {canJudgeYield, slowerScan, yieldsLittle} from './pacing.js';
import type {Rule} from './rule.js';
import {unmerging} from './unmerging.js';
import {inComment, nameOf, writing} from './words.js';

const {worthyBytesPerCpuPercent: worthyBytes} = verdictThresholds;

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
      if (!isHostLosing(evidence)) return undefined;
      const {figures, sample} = evidence.model;
      return unmerging(sample, {
        text: `KSM costs more memory than it saves: profit ${formatSignedBytes(figures.profitBytes)}, with ${formatBytes(figures.savedBytes)} saved of ${formatBytes(figures.offeredBytes)} offered.`,
        cure: writing(['run', 2]),
      });
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
    judges: canJudgeYield,
    find(evidence) {
      if (!yieldsLittle(evidence)) return undefined;
      const {effortPercent = 0, figures} = evidence.model;
      const {savedBytes: saved = 0} = figures;
      const {cure, effect} = slowerScan(evidence);
      return {
        text: `ksmd saves little for its CPU time: ${formatBytes(saved)} for ${formatPercent(effortPercent)} of a core, ${formatBytes(saved / effortPercent)} per 1 % of a core; worthwhile above ${formatBytes(worthyBytes)}. ${effect}`,
        cure,
      };
    },
    fine: 'What ksmd saves is worth its CPU.',
  },
  mostlyUnique: {
    id: 'mostly-unique',
    severity: 'note',
    reason:
      'With over 9 of 10 offered pages unique or changing, ksmd compares ten for each that merges. Unshared and volatile count together: smart_scan moves the same pages back and forth between them.',
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
        text: `${formatShare(vain / offeredPages)} of offered memory is unique or keeps changing: ${formatBytes(vain * sample.host.pageSizeBytes)} compared for ${formatBytes(savedBytes)} saved.`,
        cure: '# offer only programs that run in many copies, or hold the same data',
      };
    },
    fine: 'A fair part of what is offered merges.',
  },
} as const satisfies Record<string, Rule>;

function itemsPerMerged({offeredBytes, mergedBytes}: ContainerRow, {model}: Evidence): string {
  const {pageSizeBytes, rmapItemBytes} = model.sample.host;
  if (offeredBytes === undefined || !mergedBytes) {
    const merged = mergedBytes === 0 ? 'nothing merged' : 'an unknown part merged';
    return `${formatBytes(offeredBytes)} offered, ${merged}`;
  }
  const items = Math.round(offeredBytes / mergedBytes);
  return `${countOf(items, 'page')} kept track of for each merged one (limit ${pageSizeBytes / rmapItemBytes})`;
}
