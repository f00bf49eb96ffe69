import {useLayoutEffect} from 'react';
import {useRouter} from '../keys/useKeys.js';
import {withShownTimes, type Zone, type ZoneOwner} from './zone.js';

/** Has the mouse act on these zones while the component is shown. */
export function useZones(owner: ZoneOwner, zones: readonly Zone[]): void {
  const shown = useRouter()?.pointer.zones;
  useLayoutEffect(() => {
    shown?.set(owner, withShownTimes(shown.get(owner) ?? [], zones, performance.now()));
  });
  useLayoutEffect(() => () => void shown?.delete(owner), [shown, owner]);
}
