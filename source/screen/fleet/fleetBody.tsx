import type {Preset} from '../../model/tuning/presets.js';
import {ListWithDetail} from '../detail/listWithDetail.js';
import type {LongListProps} from '../draw/list/listProps.js';
import {type ListFrame, ListFrameProvider, type SortMenu} from '../frame/frameContext.js';
import {ColumnsView} from '../views/columnsView.js';
import {SortMenuView} from '../views/sortMenuView.js';
import {fleetColumns, type ListedHost} from './fleetColumns.js';
import {fleetDetail} from './fleetDetail.js';
import type {FleetPanel} from './fleetPanels.js';
import {PresetChoice} from './presetChoice.js';

type FleetBodyProps = {
  panel: Exclude<FleetPanel, 'help' | 'sortMenu'>;
  /** Covers the panel; absent: it is not open. */
  sortMenu: SortMenu | undefined;
  frame: ListFrame;
  list: Pick<LongListProps<ListedHost>, 'rows' | 'empty' | 'onKey' | 'onSelect'>;
  /** What a preset is for, such as `3 marked hosts`. */
  targets: string;
  choosePreset: (preset: Preset) => void;
  close: () => void;
};

/** The list of a fleet, or the panel in its place. */
export function FleetBody({
  panel,
  sortMenu,
  frame,
  list,
  targets,
  choosePreset,
  close,
}: FleetBodyProps) {
  const {width, height, top, view} = frame;
  if (sortMenu) return <SortMenuView menu={sortMenu} {...{width, height, top, close}} />;
  if (panel === 'columns') {
    return <ColumnsView view={view} kind="hosts" {...{width, height, top, close}} />;
  }
  if (panel === 'presets') {
    return (
      <PresetChoice
        targets={targets}
        width={width}
        top={top}
        onChoose={choosePreset}
        onClose={close}
      />
    );
  }
  return (
    <ListFrameProvider value={frame}>
      <ListWithDetail
        name="fleet"
        kind="hosts"
        columns={fleetColumns}
        idOf={idOf}
        textOf={textOf}
        copyOf={({name}) => name}
        detailOf={fleetDetail}
        {...list}
      />
    </ListFrameProvider>
  );
}

function idOf({id}: ListedHost): string {
  return id;
}

function textOf({name, verdict, state, cause, ksmd}: ListedHost): string {
  return [name, state, cause, verdict, ksmd].join(' ');
}
