import type {Sample} from '../../model/sample/sample.js';
import type {SampleScope} from '../host.js';

/** Samples of one host, one after another. */
export type SampleQueue = {
  /** While a sample of at least this scope is being taken, another call gets the same one. */
  sample(scope: SampleScope): Promise<Sample>;
  stop(): void;
};

/** @param take Never called twice at a time: the second would use what the first has not found yet. */
export function createSampleQueue(take: (scope: SampleScope) => Promise<Sample>): SampleQueue {
  let current: {scope: SampleScope; sample: Promise<Sample>} | undefined;
  let stopped = false;

  async function takeAfter(before: Promise<Sample> | undefined, scope: SampleScope) {
    await before?.catch(() => {});
    if (stopped) throw closedError();
    return take(scope);
  }

  return {
    sample(scope) {
      if (stopped) return Promise.reject(closedError());
      if (current && (current.scope === 'whole' || scope === 'host')) return current.sample;
      const begun = {scope, sample: takeAfter(current?.sample, scope)};
      current = begun;
      const end = () => {
        if (current === begun) current = undefined;
      };
      begun.sample.then(end, end);
      return begun.sample;
    },
    stop() {
      stopped = true;
    },
  };
}

function closedError(): Error {
  return new Error('This host was closed.');
}
