import {countOf} from '../../text/count.js';
import {type Doubt, doubtText, newerKernel} from '../belief/doubt.js';
import {hidesZeroPages} from '../derive/figures.js';
import {hostVerdict} from '../derive/verdict.js';
import {verdictTable} from '../derive/verdictTable.js';
import type {Model} from '../model.js';
import type {CheckOutcome} from './checkOutcome.js';

/** Whether the kernel's figures are possible; impossible ones are left out of all others. */
export function checkFigures({sample, doubts}: Model): CheckOutcome | undefined {
  if (!sample.ksm) return undefined;
  const ofHost = doubts.map((doubt) => `${doubtText(doubt)}.`);
  const ofProcesses = processesText(sample.processes);
  if (ofHost.length === 0 && !ofProcesses) {
    return {state: 'ok', text: "The kernel's figures are plausible."};
  }
  const sentences = [...ofHost, ...(ofProcesses ? [ofProcesses] : [])].join(' ');
  return {
    state: 'note',
    text: `Some kernel figures are impossible and shown as unknown: ${sentences}`,
    cure: cureOf(doubts, ofProcesses !== undefined),
  };
}

function cureOf(doubts: readonly Doubt[], isOfProcesses: boolean): string {
  if (isOfProcesses || doubts.some(({figure}) => figure === 'ksm_zero_pages')) {
    return `# ${newerKernel}`;
  }
  if (doubts.every(({figure}) => /^(?:cow_ksm|ksm_swpin_copy)$/.test(figure))) {
    return 'grep ksm /proc/vmstat  # no fix is known';
  }
  return doubts.some(({figure}) => /^(?:Mem|Swap)/.test(figure))
    ? 'grep -E "^(Mem|Swap)" /proc/meminfo  # in a container, LXCFS may show its own'
    : 'grep . /sys/kernel/mm/ksm/*  # no fix is known';
}

function processesText(processes: Model['sample']['processes']): string | undefined {
  const doubted = (processes ?? []).filter(({doubts}) => doubts);
  const [first] = doubted;
  const [doubt] = first?.doubts ?? [];
  if (!first || !doubt) return undefined;
  const count = countOf(doubted.length, 'process has', 'processes have');
  return `${count} such figures; for example, ${doubtText(doubt)} (process ${first.pid}).`;
}

/** Whether all that is saved is counted. */
export function checkZeroPages({sample}: Model): CheckOutcome | undefined {
  if (sample.ksm?.parameters.use_zero_pages !== '1' || !hidesZeroPages(sample)) return undefined;
  return {
    state: 'note',
    text: 'use_zero_pages=1, but merged zero pages are not counted here (Linux 6.6 and later do it): more is saved than is shown, and whether KSM costs more than it saves is unknown.',
    cure: '# only a kernel that counts them tells',
  };
}

/** The host's verdict; the advice says what to do about a bad one. */
export function checkVerdict(model: Model): CheckOutcome | undefined {
  const word = hostVerdict(model);
  const definition = verdictTable.find((entry) => entry.word === word);
  if (!model.sample.ksm || !definition) return undefined;
  const isFine = definition.tone === 'good' || definition.tone === 'neutral';
  return {
    state: isFine ? 'ok' : 'note',
    text: `The verdict for this host is "${definition.word}". ${definition.meaning}`,
  };
}
