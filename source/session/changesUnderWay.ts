import type {Plan} from '../model/tuning/plan.js';
import type {Purpose} from './change.js';
import {
  advanceChange,
  beginWrite,
  type ChangeEvent,
  type ChangeUnderWay,
  endWrite,
  type PendingWrite,
  plannedWrites,
} from './changeStages.js';
import type {Store} from './store.js';
import type {TuningState} from './tuningState.js';

/** The changes in a tuning's state that are not over, by their numbers. */
export type ChangesUnderWay = {
  /** Returns its number. */
  add(stage: 'asking' | 'waiting', plan: Plan, purpose: Purpose): number;
  find(id: number): ChangeUnderWay | undefined;
  advance(id: number, event: ChangeEvent): void;
  /** Lets one that was confirmed lead to a plan that was made since. */
  replan(id: number, plan: Plan): void;
  beginWrite(id: number, write: PendingWrite): void;
  endWrite(id: number, write: PendingWrite): void;
  /** Waiting changes were planned for values that the refused one did not write. */
  dropWaiting(): void;
};

export function createChangesUnderWay(store: Store<TuningState>): ChangesUnderWay {
  let lastId = 0;
  const list = () => store.getState().underWay;
  const set = (underWay: readonly ChangeUnderWay[]) => store.set({...store.getState(), underWay});
  const advance = (id: number, event: ChangeEvent) => set(advanceChange(list(), id, event));
  const amend = (id: number, amended: (change: ChangeUnderWay) => ChangeUnderWay) =>
    set(list().map((each) => (each.id === id ? amended(each) : each)));

  return {
    add(stage, plan, purpose) {
      const id = ++lastId;
      const pending = stage === 'waiting' ? plannedWrites(plan) : [];
      set([...list(), {id, stage, plan, purpose, pending}]);
      return id;
    },
    find: (id) => list().find((each) => each.id === id),
    advance,
    replan: (id, plan) => amend(id, (asked) => ({...asked, plan, pending: plannedWrites(plan)})),
    beginWrite: (id, write) => amend(id, (change) => beginWrite(change, write)),
    endWrite: (id, write) => amend(id, (change) => endWrite(change, write)),
    dropWaiting() {
      for (const {id, stage} of list()) {
        if (stage === 'waiting') advance(id, 'drop');
      }
    },
  };
}
