import type {ComponentType} from 'react';
import {AdviceView} from './adviceView.js';
import {ChangesView, changesKeys} from './changesView.js';
import {ContainersView} from './containersView.js';
import type {View} from './frameContext.js';
import {GuideView} from './guideView.js';
import {Help} from './help.js';
import type {ListedKey} from './keyTable.js';
import {PersistView, persistKeys} from './persistView.js';
import {PresetsView, presetKeys} from './presetsView.js';
import {ProcessesView} from './processesView.js';
import {ProcessView} from './processView.js';
import {tuneKeyTable} from './tuneKeys.js';
import {TuneView} from './tuneView.js';

type ViewEntry<Name extends View['name']> = {
  Component: ComponentType<{view: Extract<View, {name: Name}>}>;
  /** Covers header, trends and keys as well. */
  whole?: boolean;
  /** Keys of the bar below a view that covers header and trends. */
  keys?: readonly ListedKey[];
};

/** What draws each view. */
const viewTable: {[Name in View['name']]: ViewEntry<Name>} = {
  containers: {Component: ContainersView},
  processes: {Component: ProcessesView},
  process: {Component: ProcessView, whole: true},
  advice: {Component: AdviceView, whole: true},
  guide: {Component: GuideView, whole: true},
  tune: {Component: TuneView, whole: true, keys: tuneKeyTable},
  presets: {Component: PresetsView, whole: true, keys: presetKeys},
  changes: {Component: ChangesView, whole: true, keys: changesKeys},
  persist: {Component: PersistView, whole: true, keys: persistKeys},
  help: {Component: Help, whole: true},
};

/** What draws this view. */
export function viewEntry(view: View): ViewEntry<View['name']> {
  return viewTable[view.name] as ViewEntry<View['name']>;
}
