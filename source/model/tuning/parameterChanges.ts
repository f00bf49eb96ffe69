import {type ParameterName, parameters} from '../../kernel/ksm/parameters.js';
import {appendBounded} from '../sample/history.js';
import type {Sample} from '../sample/sample.js';
import {findManagers} from './managers.js';

/** A parameter whose value differs from that in the previous sample. */
export type ParameterChange = {
  name: ParameterName;
  from: string;
  to: string;
  /** Wall clock of the sample with the new value, milliseconds since 1970. */
  timeMs: number;
  /** The same by the monotonic clock, in milliseconds. */
  monotonicMs: number;
  /** What wrote it: this program, the kernel (its advisor), or another program. */
  by: 'us' | 'kernel' | 'other';
  /** Managers that were running when another program wrote it. */
  suspects?: readonly string[];
};

const changesKept = 100;

/** Appends the changes that the next sample shows, the newest last. */
export function followParameterChanges(
  previous: {sample: Sample; parameterChanges: readonly ParameterChange[]} | undefined,
  sample: Sample,
): readonly ParameterChange[] {
  let changes = previous?.parameterChanges ?? [];
  const before = previous?.sample.ksm?.parameters;
  const after = sample.ksm?.parameters;
  if (!before || !after) return changes;
  for (const {name} of parameters) {
    const from = before[name];
    const to = after[name];
    if (from === undefined || to === undefined || from === to) continue;
    const by = authorOf(name, to, sample, before.advisor_mode);
    const {timeMs, monotonicMs} = sample;
    const change = {name, from, to, timeMs, monotonicMs, by};
    if (by === 'kernel' && after.advisor_mode === 'scan-time') {
      changes = appendAdvised(changes, change);
      continue;
    }
    const named = by === 'other' ? {...change, ...suspectsOf(sample)} : change;
    changes = appendBounded(changes, named, changesKept);
  }
  return changes;
}

/** The advisor changes pages_to_scan with every scan: successive changes are combined. */
function appendAdvised(
  changes: readonly ParameterChange[],
  change: ParameterChange,
): readonly ParameterChange[] {
  const last = changes.at(-1);
  if (last?.by !== 'kernel') return appendBounded(changes, change, changesKept);
  return [...changes.slice(0, -1), {...change, from: last.from}];
}

/** Running managers that may have written a parameter. */
export function suspectsOf({processes}: Sample): Pick<ParameterChange, 'suspects'> {
  const names = findManagers(processes ?? [])
    .filter(({writesOnce}) => !writesOnce)
    .map(({name}) => name);
  return names.length > 0 ? {suspects: names} : {};
}

function authorOf(
  name: ParameterName,
  to: string,
  {ksm, ownWrites = {}}: Sample,
  advisorBefore: string | undefined,
): ParameterChange['by'] {
  if (ownWrites[name]?.includes(to)) return 'us';
  // An unmerge that fails (a signal, no memory) leaves run=0.
  if (name === 'run' && to === '0' && ownWrites.run?.at(-1) === '2') return 'us';
  // The advisor sets pages_to_scan while it is on, and when it is turned on or off.
  const advised = advisorBefore === 'scan-time' || ksm?.parameters.advisor_mode === 'scan-time';
  return name === 'pages_to_scan' && advised ? 'kernel' : 'other';
}
