import {useState} from 'react';
import type {SortMenu} from '../frame/frameContext.js';
import type {FleetPanel} from './fleetPanels.js';

/** The panel of a fleet's screen; the sort menu may cover it. */
export type OpenPanel = {
  name: FleetPanel;
  covered: Exclude<FleetPanel, 'sortMenu'>;
  sortMenu: SortMenu | undefined;
  open: (panel: Exclude<FleetPanel, 'sortMenu'>) => void;
  openSortMenu: (menu: SortMenu) => void;
  close: () => void;
};

export function useFleetPanel(): OpenPanel {
  const [panel, open] = useState<OpenPanel['covered']>('list');
  const [sortMenu, openSortMenu] = useState<SortMenu>();
  return {
    name: sortMenu ? 'sortMenu' : panel,
    covered: panel,
    sortMenu,
    open,
    openSortMenu,
    close() {
      if (sortMenu) openSortMenu(undefined);
      else open('list');
    },
  };
}
