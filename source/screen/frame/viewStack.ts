import type {Place} from '../keys/panelKeys.js';
import type {View} from './frameContext.js';

/** Views that are open once at most: each can be opened from the others. */
const single: ReadonlySet<View['name']> = new Set([
  ...(['advice', 'map', 'trial', 'tune', 'presets', 'changes', 'help'] as const),
]);

/** The open views with another one on top; one that is open once closes what is above it. */
export function withView(open: readonly View[], next: View): readonly View[] {
  const at = single.has(next.name) ? open.findIndex(({name}) => name === next.name) : -1;
  return at === -1 ? [...open, next] : open.slice(0, at + 1);
}

type ViewState = {
  hasFilter: boolean;
  hasDraft: boolean;
  /** What the view started is under way. */
  isRunning: boolean;
  canGoBack: boolean;
};

/** What Esc does in a view. */
export function escapeOf({name}: View, state: ViewState): Place['escapes'] {
  if (state.isRunning) return 'stop';
  if (state.hasFilter) return 'clear';
  if (name === 'tune' && state.hasDraft) return 'drop';
  return state.canGoBack ? 'back' : undefined;
}
