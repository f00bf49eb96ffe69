import type {Settings} from './settings.js';
import type {ViewStore} from './viewState.js';

/** What a screen shares with the settings of the user. */
export type UserScreen = {
  viewStore: ViewStore;
  /** Saves a view; resolves with the sentence that says so, or why not. Never rejects. */
  save: (view: Settings) => Promise<string>;
  /** What is wrong with the settings, shown at first; absent: nothing. */
  notice?: string | undefined;
};
