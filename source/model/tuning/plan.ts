import type {ParameterName} from '../../kernel/ksm/parameters.js';
import type {Model} from '../model.js';
import {type Checked, checkTogether, type Values} from './checkValue.js';
import {costsOf} from './costs.js';
import {orderWrites, type Write} from './writeOrder.js';

/** What it takes to bring parameters to wanted values. */
export type Plan = {
  writes: readonly Write[];
  /** What the host holds before the first of them. */
  before: Values;
  /** Sentences to be confirmed first; none: it costs nothing worth a question. */
  costs: readonly string[];
  /** Sentences worth knowing. */
  notes: readonly string[];
};

/**
 * Plans the way to `wanted`, from a host as the model shows it.
 * @param ownPages pages_to_scan as it was before the advisor took it over, when that is known: it
 *   comes back when the advisor is switched off and nothing else is wanted.
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
