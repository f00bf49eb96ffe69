import {createContext, useContext} from 'react';
import {createStore, type Store} from '../../session/store.js';
import type {ViewStore} from '../settings/viewState.js';

/** Whether the mouse acts on ksmtop, not on the terminal. */
const MouseContext = createContext<Store<boolean>>(createStore(false));

export const MouseProvider = MouseContext.Provider;

/** Turns the mouse on or off, as part of the view, and says so. */
export function useMouseSwitch(view: ViewStore, remark: (text: string) => void): () => void {
  const mouse = useContext(MouseContext);
  return () => {
    mouse.set(!mouse.getState());
    view.set({...view.getState(), mouse: mouse.getState()});
    remark(
      mouse.getState()
        ? 'The mouse is on; with Shift, or after M, it selects text.'
        : 'The mouse is off and selects text in the terminal; M turns it on again.',
    );
  };
}
