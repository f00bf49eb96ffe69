import {doubtText} from '../belief/doubt.js';
import {readabilityOf} from '../derive/readability.js';
import type {Model} from '../model.js';
import type {Advice} from './advice.js';
import type {Severity} from './rule.js';

/** The one line that sums up the figures. */
export type Headline = {
  severity: Severity;
  text: string;
  /** Whether the text is that of an advice, which has a cure. */
  advised: boolean;
  /** Advice that the line leaves out. */
  more: number;
};

/**
 * What matters most right now: a warning; else why figures are missing or empty; else a note.
 * Absent: nothing to say.
 */
export function headlineOf(model: Model, advice: readonly Advice[]): Headline | undefined {
  const [first] = advice;
  const situation = situationOf(model, advice);
  if (situation && first?.severity !== 'warning') {
    return {severity: 'note', text: situation, advised: false, more: advice.length};
  }
  return (
    first && {severity: first.severity, text: first.text, advised: true, more: advice.length - 1}
  );
}

/** Why figures are missing or empty for now; absent: they are not. */
export function situationOf(
  {sample, doubts, scans, rates}: Model,
  advice: readonly Advice[],
): string | undefined {
  const {ksm, processes, processesPending: pending} = sample;
  if (!ksm) return undefined;
  if (pending) {
    const read = processes?.length ?? 0;
    return `Reading processes: ${read} of ${read + pending}.`;
  }
  // Where nothing is offered, ksmd does not start a scan.
  if (scans.firstScan && advice.every(({rule}) => rule !== 'on-unused')) {
    return 'First scan: pages are only recorded; nothing merges before the second scan.';
  }
  const readability = readabilityOf(sample);
  if (readability?.hidden) return `${readability.obstacle?.text}: their figures are unknown.`;
  // A few that even root may not read are reported below the list.
  if (readability && readability.readable <= 0.9 * readability.all) {
    const {readable, all, obstacle} = readability;
    const why = obstacle ? `: ${obstacle.text ?? 'use sudo or ksmtop demo'}` : '';
    return `Only ${readable} of ${all} processes can be read${why}.`;
  }
  if (isInsideContainer(sample)) {
    return 'In a container: run ksmtop on the host, or ksmtop demo.';
  }
  const [doubt] = doubts;
  if (doubt) return `Impossible figure, shown as unknown: ${doubtText(doubt)}.`;
  return rates ? undefined : 'First sample: rates need a second one.';
}

/** The host's KSM is shown, but it can neither be tuned, nor is its kernel thread visible. */
function isInsideContainer({writeRefusal, ksmd, ksmdRefusal}: Model['sample']): boolean {
  return writeRefusal === 'EROFS' && ksmd === undefined && ksmdRefusal === undefined;
}
