import type {ComponentType} from 'react';
import {AdviceView} from './adviceView.js';
import {ContainersView} from './containersView.js';
import type {View} from './frameContext.js';
import {GuideView} from './guideView.js';
import {Help} from './help.js';
import {ProcessesView} from './processesView.js';
import {ProcessView} from './processView.js';

type ViewEntry<Name extends View['name']> = {
  Component: ComponentType<{view: Extract<View, {name: Name}>}>;
  /** Covers header, trends and keys as well. */
  whole?: boolean;
};

/** What draws each view. */
const viewTable: {[Name in View['name']]: ViewEntry<Name>} = {
  containers: {Component: ContainersView},
  processes: {Component: ProcessesView},
  process: {Component: ProcessView, whole: true},
  advice: {Component: AdviceView, whole: true},
  guide: {Component: GuideView, whole: true},
  help: {Component: Help, whole: true},
};

/** What draws this view. */
export function viewEntry(view: View): ViewEntry<View['name']> {
  return viewTable[view.name] as ViewEntry<View['name']>;
}
