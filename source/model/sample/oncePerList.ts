import type {ProcessSample} from './sample.js';

/**
 * Caches the result of `make` per process list: while no process changes, every sample has the same
 * list, so that thousands of processes are not visited again.
 */
export function oncePerList<Result>(
  make: (processes: readonly ProcessSample[]) => Result,
): (processes: readonly ProcessSample[]) => Result {
  const made = new WeakMap<readonly ProcessSample[], {result: Result}>();
  return (processes) => {
    let known = made.get(processes);
    if (!known) {
      known = {result: make(processes)};
      made.set(processes, known);
    }
    return known.result;
  };
}
