import type {Frame} from '../../frame/frameContext.js';

/** Opens the sharing map and reads it if that was not done yet, or says why there can be none. */
export function openMap({mapping, tuning, open}: Pick<Frame, 'mapping' | 'tuning' | 'open'>): void {
  if (mapping.unavailable !== undefined) {
    tuning.say(false, `Cannot map: ${mapping.unavailable}.`);
    return;
  }
  open({name: 'map'});
  if (mapping.getState().report === undefined) mapping.start();
}
