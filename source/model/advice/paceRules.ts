import {clockTime} from '../../text/clock.js';
import {listOf} from '../../text/count.js';
import {formatSeconds} from '../../text/units.js';
import {effortText} from '../derive/ksmd/ksmdEffort.js';
import type {ParameterChange} from '../tuning/parameterChanges.js';
import {hasScannedEnough} from './judgments.js';
import {fasterScan, slowerScan} from './paceCures.js';
import type {Rule} from './rule.js';
import {canJudgeScanTime, scansTooLong, takesMuchCpu, yieldsLittle} from './verdictJudgments.js';
import {nameOf, settingCure} from './words.js';

/** Changes by other programs are reported for ten minutes. */
const recentMs = 600_000;

/** How fast ksmd scans, and what sets its pace. */
export const paceRules = {
  rivalWrites: {
    id: 'rival-writes',
    severity: 'warning',
    reason:
      "Two programs that set the same parameters undo each other's changes. ksmtop did not write this value, so another program did.",
    find({model: {sample, parameterChanges}, managers}) {
      const recent = parameterChanges.filter(
        ({by, monotonicMs}) => by === 'other' && sample.monotonicMs - monotonicMs <= recentMs,
      );
      const last = recent.at(-1);
      if (!last) return undefined;
      const manager = managers.find(({writesOnce}) => !writesOnce);
      const who = manager ? `; probably ${manager.name}, which runs here` : '';
      const count = recent.length > 1 ? `, ${recent.length} changes in the last 10 minutes` : '';
      return {
        text: `Another program changed KSM parameters: ${describeChange(last)}${count}${who}.`,
        cure: manager?.cure ?? 'ps -eo pid,lstart,args | grep -iE "ksm|tuned|momd|vcmmd"',
        panel: 'changes',
      };
    },
    fine: 'No other program was seen changing the parameters.',
  },
  managerRuns: {
    id: 'manager-runs',
    severity: 'note',
    reason: 'A program that manages KSM overwrites values set by hand in its next cycle.',
    canJudge: ({complete, model}) => complete && model.sample.ksm !== undefined,
    find({managers}) {
      const [manager, ...others] = managers.filter(({writesOnce}) => !writesOnce);
      if (!manager) return undefined;
      const more =
        others.length > 0 ? ` Also running: ${listOf(others.map(({name}) => name))}.` : '';
      return {
        text: `${manager.name} runs and overrides what is set here: ${manager.habit}.${more}`,
        cure: manager.cure,
      };
    },
    fine: 'No program that manages KSM runs.',
    fineNeedsAll: 'processes',
  },
  longScan: {
    id: 'scan-too-long',
    severity: 'warning',
    reason:
      'A page merges in the second scan after it was written, so hour-long scans mean hours without effect. The default of 100 pages every 20 ms takes an hour for 64 GiB in pages of 4 KiB.',
    canJudge: canJudgeScanTime,
    find(evidence) {
      if (!scansTooLong(evidence)) return undefined;
      const scan = evidence.model.scans.firstScan ? 'The first full scan' : 'A full scan';
      const {effect, ...cure} = fasterScan(evidence);
      return {
        text: `${scan} takes about ${formatSeconds(evidence.fullScanSeconds)}, and a page merges only in its second scan. ${effect}`,
        ...cure,
      };
    },
    fine: ({longScanSeconds}) => `A full scan takes less than ${formatSeconds(longScanSeconds)}.`,
  },
  muchCpu: {
    id: 'ksmd-cpu',
    severity: 'warning',
    reason:
      'On well-tuned hosts ksmd takes 5 to 12 % of a core; above 20 % guests start to notice. The first scans may take more because they do the merging.',
    canJudge: (evidence) =>
      evidence.running && hasScannedEnough(evidence) && evidence.model.effortPercent !== undefined,
    find(evidence) {
      if (!takesMuchCpu(evidence)) return undefined;
      const {effect, ...cure} = slowerScan(evidence);
      return {
        text: `ksmd takes ${effortText(evidence.model)}. ${effect}`,
        ...cure,
      };
    },
    fine: ({muchCpuPercent}) => `ksmd takes less than ${muchCpuPercent} % of a core.`,
  },
  advisorOn: {
    id: 'advisor-on',
    severity: 'note',
    reason: 'While the advisor is on, the kernel rejects every value for pages_to_scan.',
    // Where the pace is wrong, the cure of that rule sets the advisor.
    canJudge: (evidence) =>
      evidence.model.sample.ksm?.parameters.advisor_mode !== undefined &&
      !scansTooLong(evidence) &&
      !takesMuchCpu(evidence) &&
      !yieldsLittle(evidence),
    find({model: {sample}}) {
      const {
        advisor_mode: mode,
        advisor_target_scan_time: target,
        pages_to_scan: pages,
      } = sample.ksm?.parameters ?? {};
      if (mode === 'none') return undefined;
      const aim =
        Number(target) > 0 ? ` (target: a full scan in ${formatSeconds(Number(target))})` : '';
      const text = `The kernel's advisor sets pages_to_scan${aim}, so it cannot be set by hand.`;
      // The kernel sets the default when the advisor is turned off.
      if (!(Number(pages) > 0) || Number(pages) === 100) {
        return {text, ...settingCure({advisor_mode: 'none'})};
      }
      return {
        text: `${text} Turning it off resets pages_to_scan to 100; the cure keeps ${Number(pages)}.`,
        ...settingCure({advisor_mode: 'none', pages_to_scan: String(Number(pages))}),
      };
    },
    fine: 'The advisor is off: pages_to_scan can be set by hand.',
  },
} as const satisfies Record<string, Rule>;

function describeChange({name, from, to, timeMs}: ParameterChange): string {
  const clock = clockTime(timeMs);
  return `${name} from ${nameOf(from)} to ${nameOf(to)} at ${clock}`;
}
