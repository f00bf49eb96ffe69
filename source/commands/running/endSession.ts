import {valueText} from '../../model/tuning/valueText.js';
import type {ReadableStore} from '../../session/store.js';
import type {Tuning} from '../../session/tuning.js';
import {leftChanged, pendingWrites} from '../../session/tuningState.js';
import {showUntrusted} from '../../text/untrusted.js';
import {complain} from '../printing/complain.js';

const signals = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;

/** What must be undone or completed before a signal ends the program. */
export type Pending = Pick<ReadableStore<unknown>, 'subscribe'> & {
  isPending: () => boolean;
  interrupt?: () => void;
};

/** Writes: a signal must not leave KSM between an unmerge and the start that follows. */
export function pendingIn({subscribe, getState, interrupt}: Tuning): Pending {
  return {subscribe, isPending: () => pendingWrites(getState()).length > 0, interrupt};
}

/** While something is pending, a signal interrupts it and aborts `quit` instead of ending the program. */
export function holdSignals(...sources: readonly Pending[]): {
  quit: AbortSignal;
  release: () => void;
} {
  const quitting = new AbortController();
  let received: NodeJS.Signals | undefined;
  let holding = false;
  const take = (signal: NodeJS.Signals) => {
    received ??= signal;
    // The terminal may be gone.
    process.stdout.on('error', () => {});
    process.stderr.on('error', () => {});
    for (const {interrupt} of sources) interrupt?.();
    quitting.abort();
  };
  const hold = () => {
    const pending = sources.some(({isPending}) => isPending());
    if (pending === holding || received) return;
    holding = pending;
    for (const signal of signals) process[pending ? 'on' : 'off'](signal, take);
  };
  const unsubscribe = sources.map(({subscribe}) => subscribe(hold));
  return {
    quit: quitting.signal,
    release() {
      for (const end of unsubscribe) end();
      for (const signal of signals) process.off(signal, take);
      if (received) process.kill(process.pid, received);
    },
  };
}

/**
 * Waits for pending writes, ends a boost, and prints which settings stay changed. An unmerge
 * continues in its own process: then the caller must exit.
 * @param where Such as ` on hn1`, when there are several hosts.
 */
export async function endSession(tuning: Tuning, where = ''): Promise<'done' | 'unmerging'> {
  const {boost} = tuning.getState();
  const pending = pendingWrites(tuning.getState());
  if (boost?.state === 'boosting') await tuning.settle();
  const [first] = pending;
  const unmerging = pending.length === 1 && first?.name === 'run' && first.to === '2';
  if (unmerging) {
    complain(`the kernel is still unmerging${where}; run stays at 2, so nothing merges.`);
  } else if (pending.length > 0) {
    const writes = pending.map(({name, to}) => `${name}=${to}`).join(', ');
    complain(`waiting for ${writes}${where}; Ctrl-C undoes what can be undone.`);
    await tuning.idle();
  }
  const left = leftChanged(tuning.getState(), tuning.present()).map(
    ({name, from, to}) => `${name} ${valueText(name, from)} → ${valueText(name, to)}`,
  );
  if (left.length > 0) {
    process.stdout.write(
      `${showUntrusted(`Settings left changed${where}: ${left.join(', ')}.`)}\n`,
    );
  }
  return unmerging ? 'unmerging' : 'done';
}
