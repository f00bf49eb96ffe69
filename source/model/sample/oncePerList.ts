import type {ProcessSample} from './sample.js';

/**
 * Remembers what is made of the processes of a host: while nothing about any of them changes, their
 * list is the same one in every sample, and thousands need not be looked at again.
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
