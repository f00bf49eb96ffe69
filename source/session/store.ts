/** A state that changes, with listeners that hear of each change. */
export type Store<State> = {
  getState: () => State;
  /** Returns what ends the subscription. */
  subscribe: (listener: () => void) => () => void;
  /** Replaces the state, then calls the listeners. */
  set: (state: State) => void;
};

/** A store for those who only read it. */
export type ReadableStore<State> = Omit<Store<State>, 'set'>;

export function createStore<State>(initial: State): Store<State> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(next) {
      state = next;
      for (const listener of [...listeners]) listener();
    },
  };
}
