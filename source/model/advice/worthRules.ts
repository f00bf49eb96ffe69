import {countOf, listOf} from '../../text/count.js';
import {formatBytes, formatShare, formatSignedBytes} from '../../text/units.js';
import type {ContainerRow} from '../derive/containers.js';
import {effortText} from '../derive/ksmd/ksmdEffort.js';
import {thresholdsOf} from '../derive/thresholds.js';
import type {Evidence} from './evidence.js';
import {hasScannedEnough, isLosing, judgedProfitBytes} from './judgments.js';
import {optInCure} from './optInRules.js';
import {slowerScan} from './paceCures.js';
import type {Rule} from './rule.js';
import {unmergeFinding} from './unmergeFinding.js';
import {canJudgeYield, isHostLosing, yieldsLittle} from './verdictJudgments.js';
import {inComment, nameOf, settingCure} from './words.js';

/** Below this much offered memory, the share that merges does not matter. */
const minOfferedBytes = 256 * 2 ** 20;
/** Ten pages compared in every scan for one that merges. */
const unmergedShareLimit = 0.9;

/** Whether merging is worth what it costs. */
export const worthRules = {
  hostLosing: {
    id: 'host-losing',
    severity: 'warning',
    reason:
      'Each page that ksmd tracks costs 64 bytes (32 on 32-bit): when fewer than 1 in 64 merge (1 in 1024 with pages of 64 KiB), KSM costs more memory than it saves.',
    canJudge: hasScannedEnough,
    find(evidence) {
      if (!isHostLosing(evidence)) return undefined;
      const {figures, sample} = evidence.model;
      return unmergeFinding(sample, {
        text: `KSM costs more memory than it saves: profit ${formatSignedBytes(figures.profitBytes)}, with ${formatBytes(figures.savedBytes)} saved of ${formatBytes(figures.offeredBytes)} offered.`,
        ...settingCure({run: '2'}),
      });
    },
    fine: 'KSM saves more memory than it costs.',
  },
  containerLosing: {
    id: 'container-losing',
    severity: 'warning',
    reason:
      'A container with more than 64 rmap items per merged page (128 on 32-bit; in general the page size divided by the item size) costs more memory than it saves, according to admin-guide/mm/ksm.rst of the kernel.',
    canJudge: (evidence) => evidence.complete && hasScannedEnough(evidence),
    find(evidence) {
      const losing = (evidence.model.containers ?? [])
        .map((row) => ({row, profit: judgedProfitBytes(evidence, row) ?? 0}))
        .filter(({profit}) => isLosing(evidence, profit))
        .sort((a, b) => a.profit - b.profit);
      const [worst] = losing;
      if (!worst) return undefined;
      const what = `${itemsPerMerged(worst.row, evidence)}, profit ${formatSignedBytes(worst.row.profitBytes)}`;
      const names = losing.map(({row}) => nameOf(row.name));
      return {
        text:
          losing.length === 1
            ? `Merging costs more memory than it saves in ${names[0]}: ${what}.`
            : `Merging costs more memory than it saves in ${countOf(losing.length, 'container')} (${listOf(names)}). The worst: ${what}.`,
        ...(worst.row.optedIn?.running
          ? optInCure('out', worst.row)
          : {
              cure: `# in ${inComment(names[0])}: start its programs without LD_PRELOAD, MemoryKSM=yes or mem-merge=on`,
              subject: {containerId: worst.row.id},
            }),
      };
    },
    fine: 'No container loses memory through merging.',
    fineNeedsAll: 'counts',
  },
  poorYield: {
    id: 'poor-yield',
    severity: 'warning',
    reason:
      'The verdict "costly": if a core costs as much as about 6 GiB of memory, each percent of a core must save 64 MiB. Up to 6 % of a core, about what the default settings take, the cost does not matter.',
    canJudge: canJudgeYield,
    find(evidence) {
      if (!yieldsLittle(evidence)) return undefined;
      const {effortPercent = 0, figures} = evidence.model;
      const {savedBytes: saved = 0} = figures;
      const {effect, ...cure} = slowerScan(evidence);
      return {
        text: `ksmd saves little for its CPU time: ${formatBytes(saved)} for ${effortText(evidence.model)}, ${formatBytes(saved / effortPercent)} per 1 % of a core; worthwhile above ${formatBytes(thresholdsOf(evidence.model).worthyBytesPerCpuPercent)}. ${effect}`,
        ...cure,
      };
    },
    fine: 'ksmd saves enough for its CPU time.',
  },
  mostlyUnique: {
    id: 'mostly-unique',
    severity: 'note',
    reason:
      'When over 90 % of offered pages are unique or keep changing, ksmd compares ten pages for each one that merges. Unshared and volatile count together because smart_scan moves the same pages back and forth between them.',
    canJudge: hasScannedEnough,
    find(evidence) {
      const {
        model: {sample, figures},
        allYoungItems,
      } = evidence;
      if (isLosing(evidence, judgedProfitBytes(evidence))) return undefined;
      const {pages_unshared: unshared, pages_volatile: volatile_} = sample.ksm?.counters ?? {};
      const {offeredPages, offeredBytes = 0, savedBytes} = figures;
      if (unshared === undefined || volatile_ === undefined || !offeredPages) return undefined;
      const unmerged = Math.max(0, unshared + volatile_ - allYoungItems);
      const unmergedShare = unmerged / offeredPages;
      if (offeredBytes < minOfferedBytes || unmergedShare <= unmergedShareLimit) return undefined;
      return {
        text: `${formatShare(unmergedShare)} of offered memory is unique or keeps changing: ${formatBytes(unmerged * sample.host.pageSizeBytes)} compared for ${formatBytes(savedBytes)} saved.`,
        cure: '# opt in only programs that run in many copies, or hold the same data',
      };
    },
    fine: 'A fair part of the offered memory merges, or little is offered.',
  },
} as const satisfies Record<string, Rule>;

function itemsPerMerged({offeredBytes, mergedBytes}: ContainerRow, {model}: Evidence): string {
  const {pageSizeBytes, rmapItemBytes} = model.sample.host;
  if (offeredBytes === undefined || !mergedBytes) {
    const merged = mergedBytes === 0 ? 'nothing merged' : 'an unknown part merged';
    return `${formatBytes(offeredBytes)} offered, ${merged}`;
  }
  const items = Math.round(offeredBytes / mergedBytes);
  return `${countOf(items, 'page')} tracked per merged page (limit ${pageSizeBytes / rmapItemBytes})`;
}
