import type {ComponentType} from 'react';
import {useFrame, type View} from '../frame/frameContext.js';
import {Help, helpKeys} from '../help/helpView.js';
import {estimateKeyTable} from '../keys/estimateKeys.js';
import {keyTable, type ListedKey} from '../keys/keyTable.js';

import {mapKeyTable} from '../keys/mapKeys.js';
import {optInKeyTable} from '../keys/optInKeys.js';

import {processPageKeys, scrollPanelKeys} from '../keys/panelKeys.js';
import {trialKeyTable} from '../keys/trialKeys.js';
import {tuneKeyTable} from '../keys/tuneKeys.js';
import type {ListKind} from '../settings/viewState.js';
import {AdviceView, adviceKeys} from './adviceView.js';
import {ColumnsView, columnsKeys} from './columnsView.js';
import {ContainersView} from './containersView.js';
import {EstimateView, estimateListName} from './estimate/estimateView.js';
import {GuideView} from './guideView.js';
import {MapCellView} from './map/mapCellView.js';
import {MapView} from './map/mapView.js';
import {OptInView} from './optIn/optInView.js';
import {ProcessesView, processListName} from './processesView.js';
import {ProcessView} from './processView.js';
import {SortMenuView, sortMenuKeys} from './sortMenuView.js';
import {TrialView} from './trial/trialView.js';
import {ChangesView, changesKeys} from './tune/changesView.js';
import {PersistView, persistKeys} from './tune/persistView.js';
import {PresetsView, presetKeys} from './tune/presetsView.js';
import {TuneView} from './tune/tuneView.js';

type ViewEntry<Name extends View['name']> = {
  Component: ComponentType<{view: Extract<View, {name: Name}>}>;
  /** Covers header and trends. */
  whole?: boolean;
  /** From this height it leaves header and trends visible, to show the effect of a change. */
  roomyFrom?: number;
  /** Its keys, for the bar and the help. */
  keys: readonly ListedKey[];
  /** The kind of its list, whose columns can be chosen. */
  listKind?: ListKind;
  /** The list whose filter Esc clears first. */
  listOf?: (view: Extract<View, {name: Name}>) => string;
};

/** Lines of all parameters, the explanation of one, and the forecast. */
const tuningLines = 28;
/** The notes, and a table of some rows. */
const estimateLines = 20;

/** The component of each view. */
const viewTable: {[Name in View['name']]: ViewEntry<Name>} = {
  containers: {
    Component: ContainersView,
    keys: keyTable.filter(({action}) => action !== 'tree'),
    listKind: 'containers',
    listOf: () => 'containers',
  },
  processes: {
    Component: ProcessesView,
    keys: keyTable,
    listKind: 'processes',
    listOf: ({containerId}) => processListName(containerId),
  },
  process: {Component: ProcessView, whole: true, keys: processPageKeys},
  sortMenu: {Component: SortMenuInFrame, keys: sortMenuKeys},
  columns: {Component: ColumnsInFrame, keys: columnsKeys},
  advice: {Component: AdviceView, whole: true, keys: adviceKeys},
  guide: {Component: GuideView, whole: true, keys: scrollPanelKeys},
  estimate: {
    Component: EstimateView,
    whole: true,
    roomyFrom: estimateLines,
    keys: estimateKeyTable,
    listKind: 'estimates',
    listOf: () => estimateListName,
  },
  map: {Component: MapView, whole: true, keys: mapKeyTable},
  mapCell: {Component: MapCellView, whole: true, keys: scrollPanelKeys},
  optIn: {Component: OptInView, whole: true, roomyFrom: tuningLines, keys: optInKeyTable},
  trial: {Component: TrialView, whole: true, roomyFrom: tuningLines, keys: trialKeyTable},
  tune: {Component: TuneView, whole: true, roomyFrom: tuningLines, keys: tuneKeyTable},
  presets: {Component: PresetsView, whole: true, roomyFrom: tuningLines, keys: presetKeys},
  changes: {Component: ChangesView, whole: true, roomyFrom: tuningLines, keys: changesKeys},
  persist: {Component: PersistView, whole: true, roomyFrom: tuningLines, keys: persistKeys},
  help: {Component: Help, whole: true, keys: helpKeys},
};

function SortMenuInFrame({view: {menu}}: {view: Extract<View, {name: 'sortMenu'}>}) {
  const {width, height, top, back} = useFrame();
  return <SortMenuView {...{menu, width, height, top}} close={back} />;
}

function ColumnsInFrame({view: {kind}}: {view: Extract<View, {name: 'columns'}>}) {
  const {view, width, height, top, back} = useFrame();
  return <ColumnsView {...{view, kind, width, height, top}} close={back} />;
}

/** The component of this view. */
export function viewEntry(view: View): ViewEntry<View['name']> {
  return viewTable[view.name] as ViewEntry<View['name']>;
}
