import {useApp} from 'ink';
import {findKey} from './keyTable.js';
import {useKeys} from './useKeys.js';
import {useSuspend} from './useSuspend.js';

/** Keys that always work: before the first sample, and on a terminal that is too small. */
export function ProgramKeys() {
  const {exit} = useApp();
  const actions = {quit: exit, ...useSuspend()};
  useKeys('program', (key) => {
    const action = findKey(key)?.action;
    if (action !== 'quit' && action !== 'suspend' && action !== 'redraw') return false;
    actions[action]();
    return true;
  });
  return null;
}
