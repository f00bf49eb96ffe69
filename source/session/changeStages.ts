import type {ParameterName} from '../kernel/ksm/parameters.js';
import type {Plan} from '../model/tuning/plan.js';
import type {Purpose} from './change.js';

/** The stages of a change on its way to the kernel, and which event leads from one to which. */
export const transitions = {
  /** Its question is on the screen. */
  asking: {confirm: 'waiting', decline: 'dropped'},
  /** Changes before it are being written. */
  waiting: {begin: 'writing', drop: 'dropped'},
  /** Its writes go to the kernel one by one, and each is read back. */
  writing: {finish: 'done', refuse: 'restoring', fail: 'refused'},
  /** One write was refused: the values written before it are restored. */
  restoring: {finish: 'refused', fail: 'refused'},
  done: {},
  refused: {},
  dropped: {},
} as const satisfies Record<string, Readonly<Record<string, string>>>;

export type Stage = keyof typeof transitions;

export type ChangeEvent = {[From in Stage]: keyof (typeof transitions)[From]}[Stage];

/** A write that the kernel has not answered yet. */
export type PendingWrite = {
  name: ParameterName;
  to: string;
  /** When it was begun, or planned: milliseconds since 1970. */
  sinceMs: number;
};

/** A change that is not over yet. */
export type ChangeUnderWay = {
  id: number;
  stage: Stage;
  plan: Plan;
  purpose: Purpose;
  pending: readonly PendingWrite[];
};

/** Throws where the table has no such transition: an error in this program. */
export function nextStage(stage: Stage, event: ChangeEvent): Stage {
  const next = (transitions[stage] as Partial<Record<ChangeEvent, Stage>>)[event];
  if (next === undefined) throw new Error(`A change that is ${stage} cannot ${event}.`);
  return next;
}

/**
 * Moves one change to its next stage. A confirmed one goes behind the others, one that is over
 * leaves the list, and a refused one drops the writes that it had planned.
 */
export function advanceChange(
  changes: readonly ChangeUnderWay[],
  id: number,
  event: ChangeEvent,
): readonly ChangeUnderWay[] {
  const change = changes.find((each) => each.id === id);
  if (!change) return changes;
  const stage = nextStage(change.stage, event);
  const others = changes.filter((each) => each !== change);
  if (Object.keys(transitions[stage]).length === 0) return others;
  if (stage === 'waiting') return [...others, {...change, stage}];
  const pending = stage === 'restoring' ? [] : change.pending;
  return changes.map((each) => (each === change ? {...change, stage, pending} : each));
}

/** The writes of a plan before any of them is begun. */
export function plannedWrites({writes}: Plan, nowMs = Date.now()): PendingWrite[] {
  return writes.map(({name, to}) => ({name, to, sinceMs: nowMs}));
}

/** Marks a write as begun: it comes first, in place of the planned one. */
export function beginWrite(change: ChangeUnderWay, begun: PendingWrite): ChangeUnderWay {
  return {...change, pending: [begun, ...endWrite(change, begun).pending]};
}

export function endWrite(change: ChangeUnderWay, {name, to}: PendingWrite): ChangeUnderWay {
  const index = change.pending.findIndex((each) => each.name === name && each.to === to);
  return {...change, pending: change.pending.filter((_, at) => at !== index)};
}
