import {countOf} from '../../text/count.js';
import {doubtText, newerKernel} from '../belief/doubt.js';
import type {Model} from '../model.js';
import type {Outcome} from './outcome.js';

/** Whether the kernel's figures can be; what cannot is left out of everything else. */
export function figures({sample, doubts}: Model): Outcome | undefined {
  if (!sample.ksm) return undefined;
  const ofHost = doubts.map((doubt) => `${doubtText(doubt)}.`);
  const ofProcesses = processesText(sample.processes);
  if (ofHost.length === 0 && !ofProcesses) {
    return {state: 'ok', text: "The kernel's figures are plausible."};
  }
  const sentences = [...ofHost, ...(ofProcesses ? [ofProcesses] : [])].join(' ');
  return {
    state: 'note',
    text: `Some figures of the kernel are impossible and therefore shown as unknown: ${sentences}`,
    cure: `# ${newerKernel}`,
  };
}

function processesText(processes: Model['sample']['processes']): string | undefined {
  const doubted = (processes ?? []).filter(({doubts}) => doubts);
  const [first] = doubted;
  const [doubt] = first?.doubts ?? [];
  if (!first || !doubt) return undefined;
  const count = countOf(doubted.length, 'process has', 'processes have');
  return `${count} such figures; for example, ${doubtText(doubt)} (process ${first.pid}).`;
}
