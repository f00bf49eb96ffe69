import type {ComponentType} from 'react';
import {ContainersView} from './containersView.js';
import type {View} from './frameContext.js';
import {Help} from './help.js';

type ViewEntry = {
  Component: ComponentType;
  /** Covers header, trends and keys as well. */
  whole?: boolean;
};

/** What draws each view. */
export const viewTable: Record<View['name'], ViewEntry> = {
  containers: {Component: ContainersView},
  help: {Component: Help, whole: true},
};
