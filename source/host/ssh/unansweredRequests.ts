import type {StuckLocks} from '../io/stuckLocks.js';
import type {Exchange} from './protocol/exchange.js';
import type {RemoteRequest} from './protocol/remoteRequest.js';

/** Answers what needs no answer of the far side; returns the others. */
export function answerKnown(
  requests: readonly RemoteRequest[],
  stuckLocks: StuckLocks,
  keeperEnvironment: string,
): RemoteRequest[] {
  return requests.filter(({path, lock, answer}) => {
    if (lock !== undefined && stuckLocks.isStuck(lock)) answer(undefined, 'ETIMEDOUT');
    else if (/[\n\t]/.test(path)) answer(undefined, 'ENOENT');
    else if (path === keeperEnvironment) answer(Buffer.alloc(0), '');
    else return true;
    return false;
  });
}

/**
 * Answers the requests at which an answer hung or was too long, before the far side skipped the rest
 * of it. Returns those to send again.
 */
export function answerDropped(
  left: ReturnType<Exchange['abandon']>,
  flooded: Exchange['flooded'],
  stuckLocks: StuckLocks,
): RemoteRequest[] {
  const again: RemoteRequest[] = [];
  for (const request of left.current) {
    if (flooded === 'all') again.push(request);
    else if (request.kind === 'link' && !request.alone) again.push({...request, alone: true});
    else {
      if (request.lock !== undefined && !flooded) stuckLocks.blame(request.lock);
      request.answer(undefined, flooded ? 'EFBIG' : 'ETIMEDOUT');
    }
  }
  return [...again, ...left.others];
}
