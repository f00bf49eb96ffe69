import {valueText} from '../../model/tuning/valueText.js';
import type {Tuning} from '../../session/tuning.js';
import {leftChanged, pendingWrites} from '../../session/tuningState.js';
import {showUntrusted} from '../../text/untrusted.js';
import {complain} from './complain.js';

const signals = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;

/**
 * Between an unmerge and the start that follows, a signal must not end the program: while writes
 * are pending, it takes them back first.
 */
export function holdSignals(...tunings: readonly Tuning[]): {
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
    for (const tuning of tunings) tuning.interrupt();
    quitting.abort();
  };
  const hold = () => {
    const pending = tunings.some((tuning) => pendingWrites(tuning.getState()).length > 0);
    if (pending === holding || received) return;
    holding = pending;
    for (const signal of signals) process[pending ? 'on' : 'off'](signal, take);
  };
  const unsubscribe = tunings.map((tuning) => tuning.subscribe(hold));
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
 * Says what stays changed, once what is under way is done; a boost settles, as nobody watches it any
 * more. An unmerge is left to its own process: then the program must end itself.
 * @param where As ` on hn1`, where there are several hosts.
 */
export async function endSession(tuning: Tuning, where = ''): Promise<'done' | 'unmerging'> {
  const {boost} = tuning.getState();
  const pending = pendingWrites(tuning.getState());
  if (boost?.state === 'boosting') await tuning.settle();
  const [first] = pending;
  const unmerging = pending.length === 1 && first?.name === 'run' && first.to === '2';
  if (unmerging) {
    complain(`the kernel goes on unmerging${where}; run stays 2, so nothing merges.`);
  } else if (pending.length > 0) {
    const writes = pending.map(({name, to}) => `${name}=${to}`).join(', ');
    complain(`waiting for ${writes}${where}; Ctrl-C takes back what can be.`);
    await tuning.idle();
  }
  const left = leftChanged(tuning.getState(), tuning.present()).map(
    ({name, from, to}) => `${name} ${valueText(name, from)} → ${valueText(name, to)}`,
  );
  if (left.length > 0) {
    process.stdout.write(
      `${showUntrusted(`ksmtop leaves changed${where}: ${left.join(', ')}.`)}\n`,
    );
  }
  return unmerging ? 'unmerging' : 'done';
}
