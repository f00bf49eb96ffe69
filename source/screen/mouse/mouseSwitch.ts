import {createContext, useContext} from 'react';
import {createStore, type Store} from '../../session/store.js';

/** Whether the mouse acts on ksmtop, not on the terminal. */
const MouseContext = createContext<Store<boolean>>(createStore(false));

export const MouseProvider = MouseContext.Provider;

/** Turns the mouse on or off, and says so. */
export function useMouseSwitch(remark: (text: string) => void): () => void {
  const mouse = useContext(MouseContext);
  return () => {
    mouse.set(!mouse.getState());
    remark(
      mouse.getState()
        ? 'The mouse is on; with Shift, or after M, it selects text.'
        : 'The mouse is off and selects text in the terminal; M turns it on again.',
    );
  };
}
