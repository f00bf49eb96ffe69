import type {Host} from '../../host/host.js';
import type {Sample} from '../../model/sample/sample.js';
import {formatSeconds} from '../../text/units.js';
import type {Interruption} from '../running/interruption.js';

/** Short enough to notice a reconnection soon. */
const retryMs = 250;

/**
 * Samples a host whose connection may fail: reports a gap and waits until the host answers again.
 * Rejects when it is gone for good, when it never answered, and when interrupted.
 */
export function sampleDespiteGaps(
  host: Pick<Host, 'sample' | 'connection'>,
  interruption: Interruption,
  say: (sentence: string) => void,
): Host['sample'] {
  let answeredMs: number | undefined;

  function mayAnswerAgain(): boolean {
    const {state, forGood} = host.connection ?? {};
    return state === 'stalled' || (state === 'lost' && answeredMs !== undefined && !forGood);
  }

  return async (scope) => {
    const sinceMs = answeredMs ?? performance.now();
    let gap: string | undefined;
    for (;;) {
      try {
        const sample: Sample = await host.sample(scope);
        answeredMs = performance.now();
        if (gap) {
          const time = formatSeconds((answeredMs - sinceMs) / 1000);
          say(`${host.connection?.destination} answers again after ${time} without samples.`);
        }
        return sample;
      } catch (error) {
        if (interruption.name || !mayAnswerAgain()) throw error;
        const state = host.connection?.state;
        if (gap !== state) say((error as Error).message);
        gap = state;
        await interruption.pause(retryMs);
      }
    }
  };
}
