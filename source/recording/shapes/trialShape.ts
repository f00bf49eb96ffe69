import type {ContainerReading, TrialEnd, TrialReading} from '../../model/trial/trialReading.js';
import type {TrialRule} from '../../model/trial/trialRule.js';
import {leaf, list, object, optional} from './shape.js';
import {count, duration, flag, signed, text, time} from './shapeLeaves.js';

const end = leaf<TrialEnd>('end of a trial', (value) =>
  ['kept', 'taken back'].includes(value as string),
);

/** The shape of what a sample holds of a trial. */
export const trialShape = object<TrialReading>({
  startedMs: time,
  rule: object<TrialRule>({
    leastProfitShare: duration,
    mostCopiesPerSecond: duration,
    mostMinorFaultsPerSecond: duration,
    mostPressurePercent: duration,
    mostMinutes: duration,
  }),
  expectedBytes: optional(signed),
  preset: optional(text),
  optedIn: optional(object({monotonicMs: duration, processes: count})),
  stopped: optional(flag),
  takingBack: optional(flag),
  ended: optional(end),
  hugePageSplits: optional(count),
  hostPressureMicroseconds: optional(count),
  containers: list(
    object<ContainerReading>({
      id: text,
      name: text,
      offering: count,
      rmapItems: optional(count),
      mergingPages: optional(count),
      zeroPages: optional(count),
      minorFaults: optional(count),
      pressureMicroseconds: optional(count),
      hugeBytes: optional(count),
    }),
  ),
});
