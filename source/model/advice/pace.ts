import {listOf} from '../../text/count.js';
import {formatPercent, formatSeconds} from '../../text/units.js';
import {pagesForScanTime} from '../forecast.js';
import type {Model} from '../model.js';
import type {ParameterChange} from '../parameterChanges.js';
import {hasPassedOften} from './evidence.js';
import type {Rule} from './rule.js';
import {writing} from './words.js';

/** Nothing merges before the second scan: with an hour for each, a host takes hours to settle. */
const longScanSeconds = 3600;
/** A scan time to aim at instead: new containers then merge within half an hour. */
const goodScanSeconds = 900;

/**
 * What ksmd takes on a host that is set well, by reports from the field: 5 to 10 percent of a core
 * on OpenVZ nodes, 12 for fifty LAMP containers; complaints begin at 20.
 */
const muchCpuPercent = 20;

/** A change by somebody else stays worth a line for ten minutes. */
const recentMs = 600_000;

/** How fast ksmd goes, and who says so. */
export const paceRules = {
  rivalWrites: {
    id: 'rival-writes',
    severity: 'warning',
    reason:
      'Two programs that set the same parameters undo each other; a value that changed without us was written by somebody.',
    find({model: {sample, parameterChanges}, managers}) {
      const recent = parameterChanges.filter(
        ({by, timeMs}) => by === 'other' && sample.timeMs - timeMs <= recentMs,
      );
      const last = recent.at(-1);
      if (!last) return undefined;
      const manager = managers.find(({writesOnce}) => !writesOnce);
      const who = manager ? `; probably ${manager.name}, which runs here` : '';
      const count = recent.length > 1 ? `, ${recent.length} changes in the last minutes` : '';
      return {
        text: `Another program writes the parameters: ${describeChange(last)}${count}${who}.`,
        cure: manager?.cure ?? 'ps -eo pid,lstart,args | grep -iE "ksm|tuned|momd|vcmmd"',
      };
    },
    fine: 'No other program was seen to write the parameters.',
  },
  managerRuns: {
    id: 'manager-runs',
    severity: 'note',
    reason: 'What is set by hand lasts until the next round of such a program.',
    judges: ({complete, model}) => complete && model.sample.ksm !== undefined,
    find({managers}) {
      const [manager, ...others] = managers.filter(({writesOnce}) => !writesOnce);
      if (!manager) return undefined;
      const more = others.length > 0 ? ` So does ${listOf(others.map(({name}) => name))}.` : '';
      return {
        text: `${manager.name} runs, and overrules what is set here: ${manager.habit}.${more}`,
        cure: manager.cure,
      };
    },
    fine: 'No program that manages KSM runs.',
    fineOfAll: true,
  },
  longScan: {
    id: 'scan-too-long',
    severity: 'warning',
    reason:
      'A page merges in the second scan after it was written, so an hour for a scan means hours without effect; the default of 100 pages each 20 ms needs an hour for 64 GiB.',
    judges: ({running, fullScanSeconds}) => running && fullScanSeconds !== undefined,
    find({model, fullScanSeconds = 0}) {
      if (fullScanSeconds <= longScanSeconds) return undefined;
      const passes = model.scans.firstScan ? 'The first full scan' : 'A full scan';
      return {
        text: `${passes} takes about ${formatSeconds(fullScanSeconds)}, and a page merges in its second one.`,
        cure: fasterScan(model, fullScanSeconds),
      };
    },
    fine: 'A full scan takes less than an hour.',
  },
  muchCpu: {
    id: 'ksmd-cpu',
    severity: 'warning',
    reason:
      'Hosts that are set well give ksmd 5 to 12 percent of a core; above 20 the guests begin to feel it. The first scans may take more: they do the merging.',
    judges: (evidence) =>
      evidence.running && hasPassedOften(evidence) && evidence.model.effortPercent !== undefined,
    find({model}) {
      const {effortPercent = 0} = model;
      if (effortPercent <= muchCpuPercent) return undefined;
      return {
        text: `ksmd takes ${formatPercent(effortPercent)} of a core.`,
        cure: slowerScan(model, effortPercent),
      };
    },
    fine: 'ksmd takes less than 20 % of a core.',
  },
  advisorOn: {
    id: 'advisor-on',
    severity: 'note',
    reason: 'While it is on, the kernel refuses every value for pages_to_scan.',
    judges: ({model}) => model.sample.ksm?.parameters.advisor_mode !== undefined,
    find({model: {sample}}) {
      const {advisor_mode: mode, advisor_target_scan_time: target} = sample.ksm?.parameters ?? {};
      if (mode === 'none') return undefined;
      const aim = Number(target) > 0 ? ` for a full scan in ${formatSeconds(Number(target))}` : '';
      return {
        text: `The kernel's advisor sets pages_to_scan${aim}; it cannot be set by hand meanwhile.`,
        cure: writing(['advisor_mode', 'none']),
      };
    },
    fine: 'pages_to_scan is yours: the advisor is off.',
  },
} as const satisfies Record<string, Rule>;

function describeChange({name, from, to, timeMs}: ParameterChange): string {
  const clock = new Date(timeMs).toTimeString().slice(0, 8);
  return `${name} went from ${from} to ${to} at ${clock}`;
}

function fasterScan(model: Model, scanSeconds: number): string {
  const {parameters = {}} = model.sample.ksm ?? {};
  if (parameters.advisor_mode === 'scan-time') {
    return writing(['advisor_target_scan_time', goodScanSeconds]);
  }
  const sleepMilliseconds = Math.min(20, Number(parameters.sleep_millisecs ?? 20));
  const measured = pagesForScanTime(model, {
    scanSeconds: goodScanSeconds,
    cpuPercent: muchCpuPercent,
    sleepMilliseconds,
  });
  const scaled = (Number(parameters.pages_to_scan ?? 100) * scanSeconds) / goodScanSeconds;
  return writing(
    ...(String(sleepMilliseconds) === parameters.sleep_millisecs
      ? []
      : [['sleep_millisecs', sleepMilliseconds] as const]),
    ['pages_to_scan', roundPages(measured ?? scaled)],
  );
}

/** Half of what is much, so that the next look does not complain again. */
function slowerScan(model: Model, cpuPercent: number): string {
  const {parameters = {}} = model.sample.ksm ?? {};
  const goal = muchCpuPercent / 2;
  if (parameters.advisor_mode === 'scan-time') return writing(['advisor_max_cpu', goal]);
  if (parameters.sleep_millisecs === '0') return writing(['sleep_millisecs', 20]);
  const pages = (Number(parameters.pages_to_scan) * goal) / cpuPercent;
  return writing(['pages_to_scan', roundPages(pages)]);
}

/** Two digits are all that such a figure is worth. */
function roundPages(pages: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, pages))) - 1);
  return Math.max(1, Math.min(4_294_967_295, Math.round(pages / step) * step));
}
