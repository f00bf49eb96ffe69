import {doubtText} from '../belief/doubt.js';
import {sightOf} from '../derive/readability.js';
import type {Model} from '../model.js';
import type {Advice} from './advice.js';
import type {Severity} from './rule.js';

/** The line that says what to make of the figures. */
export type Headline = {
  severity: Severity;
  text: string;
  /** Whether the text is that of an advice, with a cure to it. */
  advised: boolean;
  /** Advice that the line does not tell. */
  more: number;
};

/**
 * What matters most right now: a warning; else why figures are still missing or empty; else a note.
 * Absent when there is nothing to say.
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

/** Explains figures that are missing or empty for now; absent when they speak for themselves. */
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
  // Where nothing is offered, ksmd does not even begin with one.
  if (scans.firstScan && advice.every(({rule}) => rule !== 'on-unused')) {
    return 'First scan: pages are only recorded; nothing merges before the second.';
  }
  const sight = sightOf(sample);
  if (sight?.hidden) return `${sight.obstacle?.text}: their figures are unknown.`;
  // A few that even root may not read are named below the list, not here.
  if (sight && sight.readable <= 0.9 * sight.all) {
    const {readable, all, obstacle} = sight;
    const why = obstacle ? `: ${obstacle.text ?? 'root sees all'}` : '';
    return `Only ${readable} of ${all} processes can be read${why}.`;
  }
  const [doubt] = doubts;
  if (doubt) return `Shown as unknown, as it is impossible: ${doubtText(doubt)}.`;
  return rates ? undefined : 'First sample: rates come with the next one.';
}
