import type {ParameterName} from '../../kernel/ksm/parameters.js';
import type {Model} from '../model.js';
import {costsOf} from './changeCosts.js';
import {type Checked, checkTogether, type Values} from './checkValue.js';
import {unmerges} from './memoryLimit.js';
import {orderWrites, type Write} from './writeOrder.js';

/** The writes that set parameters to wanted values, and their costs. */
export type Plan = {
  writes: readonly Write[];
  /** The host's values before the first write. */
  before: Values;
  /** Sentences that need confirmation first; empty: no question is needed. */
  costs: readonly string[];
  /** Sentences worth knowing. */
  notes: readonly string[];
};

/**
 * Plans the writes to `wanted` on the host of this model, or says why they are impossible.
 * @param ownPages pages_to_scan from before the advisor was turned on, if known: it is restored when
 *   the advisor is turned off and no other value is wanted.
 */
export function planChanges(model: Model, wanted: Values, ownPages?: string): Checked<Plan> {
  const {sample} = model;
  const problem = checkTogether(wanted, sample);
  if (problem) return {problem};
  const before = sample.ksm?.parameters ?? {};
  const leavesAdvisor = wanted.advisor_mode === 'none' && before.advisor_mode === 'scan-time';
  const pages = wanted.pages_to_scan ?? (leavesAdvisor ? ownPages : undefined);
  const merged = (sample.ksm?.counters.pages_shared ?? 0) > 0;
  const writes = orderWrites(
    before,
    {...wanted, ...(pages !== undefined && {pages_to_scan: pages})},
    merged,
  );
  if (before.run === undefined && wanted.run === undefined && unmerges(writes)) {
    return {
      problem:
        'run cannot be read, so it is unknown whether ksmd would have to be started again after the unmerge that this needs.',
    };
  }
  const {costs, problem: impossible} = costsOf(model, writes);
  if (impossible) return {problem: impossible};
  return {value: {writes, before, costs, notes: notesOf(before, wanted, writes)}};
}

function notesOf(before: Values, wanted: Values, writes: readonly Write[]): string[] {
  const notes: string[] = [];
  const written = new Set(writes.map(({name}) => name));
  const mode = wanted.advisor_mode ?? before.advisor_mode;
  if (written.has('advisor_mode') && mode === 'scan-time') {
    const pages = wanted.advisor_min_pages_to_scan ?? before.advisor_min_pages_to_scan;
    const own = before.pages_to_scan;
    notes.push(`The advisor takes over pages_to_scan: it was ${own} and starts at ${pages}.`);
  }
  if (written.has('advisor_mode') && mode === 'none' && !written.has('pages_to_scan')) {
    const wants = wanted.pages_to_scan !== undefined;
    if (!wants)
      notes.push('The kernel resets pages_to_scan to 100 when its advisor is turned off.');
  }
  const idle = [...written].filter((name) => name.startsWith('advisor_') && isBound(name));
  if (idle.length > 0 && mode === 'none') {
    const have = idle.length === 1 ? 'has' : 'have';
    notes.push(`${idle.join(', ')} ${have} no effect until advisor_mode=scan-time.`);
  }
  if (before.run === '2' && written.size > 0 && !written.has('run')) {
    notes.push('ksmd is stopped and everything is unmerged; run=1 starts it.');
  } else if (before.run === '0' && written.size > 0 && !written.has('run')) {
    notes.push('ksmd is stopped; this takes effect once run=1.');
  }
  return notes;
}

const isBound = (name: ParameterName): boolean => name !== 'advisor_mode';
