import type {Host, WriteOutcome} from '../host/host.js';
import type {ParameterName} from '../kernel/parameters.js';
import {explainRefusal} from '../model/refusal.js';
import {valueText} from '../model/valueText.js';

/** A value that was written and can be taken back. */
export type Change = {name: ParameterName; from: string; to: string; timeMs: number};

export type SteeringState = {
  /** Writes that the kernel has not answered yet, the oldest first. */
  pending: ReadonlyArray<{name: ParameterName; to: string; sinceMs: number}>;
  /** Changes that can be taken back, the newest last. */
  changes: readonly Change[];
  /** What the last write came to. */
  message?: {good: boolean; text: string};
};

/** Writes parameters for the screen: one after another, off its path, read back, undoable. */
export type Steering = {
  getState: () => SteeringState;
  subscribe: (listener: () => void) => () => void;
  /** Writes `to`, knowing that the value was `from`; settles when the kernel has answered. */
  change: (name: ParameterName, from: string, to: string) => Promise<void>;
  /** Takes the last change back. */
  undo: () => Promise<void>;
  /** The value a parameter will have once all pending writes are done; absent: none pending. */
  pendingValue: (name: ParameterName) => string | undefined;
  say: (good: boolean, text: string) => void;
};

export function createSteering(host: Host, onWritten: () => void): Steering {
  let state: SteeringState = {pending: [], changes: []};
  const listeners = new Set<() => void>();

  function update(next: Partial<SteeringState>): void {
    state = {...state, ...next};
    for (const listener of listeners) listener();
  }

  async function write(name: ParameterName, to: string): Promise<WriteOutcome> {
    const request = {name, to, sinceMs: Date.now()};
    update({pending: [...state.pending, request]});
    const outcome = await host.write(name, to);
    update({pending: state.pending.filter((entry) => entry !== request)});
    return outcome;
  }

  function report(name: ParameterName, to: string, outcome: WriteOutcome, done: string): boolean {
    if (outcome.errno) {
      update({message: {good: false, text: explainRefusal(outcome.errno, name, to)}});
      return false;
    }
    if (outcome.value !== undefined && outcome.value !== to) {
      const text = `${name} was set to ${to}, but holds ${outcome.value}: another program set it.`;
      update({message: {good: false, text}});
      return false;
    }
    update({message: {good: true, text: done}});
    return true;
  }

  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async change(name, from, to) {
      const outcome = await write(name, to);
      const done = `${name}: ${valueText(name, from)} → ${valueText(name, to)}. z takes it back.`;
      if (report(name, to, outcome, done)) {
        update({changes: [...state.changes, {name, from, to, timeMs: Date.now()}]});
      }
      onWritten();
    },
    async undo() {
      const last = state.changes.at(-1);
      if (!last) {
        update({message: {good: true, text: 'Nothing to take back: no change in this sitting.'}});
        return;
      }
      // Taken off first, so that a second z goes one step further while this one is pending.
      update({changes: state.changes.slice(0, -1)});
      const outcome = await write(last.name, last.from);
      const done = `${last.name} is ${valueText(last.name, last.from)} again.`;
      if (!report(last.name, last.from, outcome, done)) {
        update({changes: [...state.changes, last]});
      }
      onWritten();
    },
    pendingValue: (name) => state.pending.findLast((entry) => entry.name === name)?.to,
    say: (good, text) => update({message: {good, text}}),
  };
}
