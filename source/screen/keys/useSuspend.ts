import {setTimeout} from 'node:timers/promises';
import {useApp} from 'ink';
import {createContext, useCallback, useContext, useEffect, useRef} from 'react';

/** What has to be waited for before somebody else gets the terminal, and what ends the wait. */
type Settling = {settle: () => Promise<void>; stopAsking: () => void};

export const SettleContext = createContext<Settling>({async settle() {}, stopAsking() {}});

/** Gives the terminal back for Ctrl-Z and for a TSTP from outside, until the shell says `fg`. */
export function useSuspend(): {suspend: () => void; redraw: () => void} {
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
  // Ink draws the whole screen when it gets the terminal back.
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
  // A change of size meanwhile was told to whoever had the terminal, not to this program: it tells
  // itself, and leaves Node a moment to ask for the new size before Ink draws.
  process.kill(process.pid, 'SIGWINCH');
  await setTimeout(50);
}
