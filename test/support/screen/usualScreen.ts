import type {UserScreen} from '../../../source/screen/settings/userScreen.js';
import {createViewStore} from '../../../source/screen/settings/viewState.js';

/** What a screen shares with the settings of a user who has none, and keeps none. */
export function usualScreen(): UserScreen {
  return {viewStore: createViewStore(), save: () => Promise.resolve('This view was not saved.')};
}
