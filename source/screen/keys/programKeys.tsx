import {setTimeout} from 'node:timers/promises';
import {useApp} from 'ink';
import {createContext, useCallback, useContext, useEffect, useRef} from 'react';
import {findKey} from './keyTable.js';
import {useKeys} from './useKeys.js';

/** Waits for the terminal's answers before another program gets the terminal; ends that wait. */
type Settling = {settle: () => Promise<void>; stopAsking: () => void};

export const SettleContext = createContext<Settling>({async settle() {}, stopAsking() {}});

/** Keys that always work: before the first sample, and on a terminal that is too small. */
export function ProgramKeys() {
  const {exit} = useApp();
  const actions = {quit: exit, ...useSuspend()};
  useKeys('program', (key) => {
    const action = findKey(key)?.action;
    if (action !== 'quit' && action !== 'suspend' && action !== 'redraw') return false;
    actions[action]();
    return true;
  });
  return null;
}

/** Suspends on Ctrl-Z and on SIGTSTP, until SIGCONT. */
function useSuspend(): {suspend: () => void; redraw: () => void} {
  const {suspendTerminal} = useApp();
  const settling = useContext(SettleContext);
  const busy = useRef(false);
  const lend = useCallback(
    async (meanwhile: () => Promise<void>) => {
      if (busy.current) {
        settling.stopAsking();
        return;
      }
      busy.current = true;
      try {
        await settling.settle();
        await suspendTerminal(meanwhile);
      } finally {
        busy.current = false;
      }
    },
    [settling, suspendTerminal],
  );
  const suspend = useCallback(() => void lend(stopUntilContinued), [lend]);
  // Ink redraws the whole screen when it gets the terminal back.
  const redraw = useCallback(() => void lend(async () => {}), [lend]);
  useEffect(() => {
    process.on('SIGTSTP', suspend);
    return () => {
      process.off('SIGTSTP', suspend);
    };
  }, [suspend]);
  return {suspend, redraw};
}

async function stopUntilContinued(): Promise<void> {
  const continued = new Promise((resolve) => process.once('SIGCONT', resolve));
  process.kill(process.pid, 'SIGSTOP');
  await continued;
  // The program in the foreground got the SIGWINCH of a resize: this one sends itself another, and
  // leaves Node a moment to read the new size before Ink draws.
  process.kill(process.pid, 'SIGWINCH');
  await setTimeout(50);
}
