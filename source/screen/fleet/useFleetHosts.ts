import {useMemo, useState, useSyncExternalStore} from 'react';
import {type FleetTotals, fleetTotals} from '../../model/fleet/fleetModel.js';
import type {Fleet, FleetState} from '../../session/fleet/fleet.js';
import type {ListedHost} from './fleetColumns.js';
import {listHosts} from './listHosts.js';

/** The hosts of a fleet as the screen shows them. */
export type FleetHosts = {
  /** The newest state, or the one in which the display is frozen. */
  state: FleetState;
  isPaused: boolean;
  pause: () => void;
  hosts: readonly ListedHost[];
  totals: FleetTotals;
  selected: ListedHost | undefined;
  select: (id: string | undefined) => void;
  /** Those that a change is for: the marked ones, or else the selected one. */
  chosen: readonly ListedHost[];
};

export function useFleetHosts(fleet: Fleet, marked: ReadonlySet<string>): FleetHosts {
  const newest = useSyncExternalStore(fleet.subscribe, fleet.getState);
  const [frozen, setFrozen] = useState<FleetState>();
  const [selectedId, select] = useState<string>();
  const state = frozen ?? newest;
  const results = fleet.changes?.getState().results;
  const hosts = useMemo(() => listHosts(state.rows, marked, results), [state, marked, results]);
  const totals = useMemo(() => fleetTotals(state.rows), [state.rows]);
  const selected = hosts.find(({id}) => id === selectedId);
  return {
    state,
    isPaused: frozen !== undefined,
    pause: () => setFrozen(frozen ? undefined : newest),
    hosts,
    totals,
    selected,
    select,
    chosen: marked.size > 0 ? hosts.filter(({isMarked}) => isMarked) : selected ? [selected] : [],
  };
}
