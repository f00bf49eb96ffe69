import type {Model} from './model.js';
import {preloadState} from './preload.js';

/** The one sentence that says why the figures are as they are. */
export type Situation = {severity: 'note' | 'warning'; text: string};

/** Explains empty and surprising figures; absent when there is nothing to explain. */
export function situationOf({sample, scans, figures, rates}: Model): Situation | undefined {
  const {ksm, processes} = sample;
  if (!ksm) {
    return warning(
      'This kernel has no KSM: it was built without CONFIG_KSM, or /sys is not mounted.',
    );
  }
  const {run} = ksm.parameters;
  const merged = (ksm.counters.pages_shared ?? 0) + (ksm.counters.ksm_zero_pages ?? 0) > 0;
  const reading = pendingText(sample.processesPending, processes?.length);
  if (run === '2') return note('Everything was unmerged; s starts ksmd again.');
  if (run === '0' && merged) {
    return warning('ksmd is stopped: merged pages stay merged, nothing new merges; s starts it.');
  }
  const offering = processes?.filter((process) => isOffering(preloadState(process))).length ?? 0;
  if (run === '0' && offering > 0) {
    return warning(`ksmd is stopped while ${countOf(offering)} memory for merging; s starts it.`);
  }
  if (reading) return note(reading);
  if (run === '0') return note('KSM is off, and nothing offers memory; s starts ksmd.');
  if (figures.offeredPages === 0 && offering === 0) {
    const hidden = hiddenText(sample.processes);
    if (hidden) return note(`KSM is on; nothing readable offers memory. ${hidden}`);
    return note('KSM is on, but no process offers memory: preload the library, or use prctl.');
  }
  if (scans.firstScan) {
    return note('First scan: pages are only recorded; nothing merges before the second.');
  }
  const hidden = hiddenText(processes);
  if (hidden) return note(hidden);
  if (!rates) return note('First sample: rates come with the next one.');
  return undefined;
}

function isOffering(state: string): boolean {
  return state === 'mergeable' || state === 'merging';
}

function countOf(processes: number): string {
  return processes === 1 ? '1 process offers' : `${processes} processes offer`;
}

function pendingText(pending: number | undefined, read = 0): string | undefined {
  return pending ? `Reading processes: ${read} of ${read + pending}.` : undefined;
}

function hiddenText(processes: Model['sample']['processes']): string | undefined {
  if (!processes) return undefined;
  const readable = processes.filter((process) => process.readable).length;
  // A few that even root may not read are named below the list, not here.
  if (readable > 0.9 * processes.length) return undefined;
  return `Only ${readable} of ${processes.length} processes are readable; root sees all.`;
}

function note(text: string): Situation {
  return {severity: 'note', text};
}

function warning(text: string): Situation {
  return {severity: 'warning', text};
}
