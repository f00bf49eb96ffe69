import type {ListedKey} from '../keys/keyTable.js';
import type {Zone} from './zone.js';

/** Lines per notch of the wheel in a text. */
const textLines = 3;
/** Over a slow line many notches may come at once. */
const mostPresses = 60;

/** A view in which the wheel presses the arrow keys: once per notch, where they move a selection. */
export function wheelZone(
  id: string,
  area: Pick<Zone, 'top' | 'height' | 'width'>,
  keys: readonly ListedKey[],
): Zone {
  const lines = keys.some(({action}) => action === 'scroll') ? textLines : 1;
  return {
    id,
    left: 0,
    ...area,
    scroll(notches, press) {
      const presses = Math.min(mostPresses, Math.abs(notches) * lines);
      for (let done = 0; done < presses; done++) press(notches < 0 ? 'up' : 'down');
    },
  };
}
