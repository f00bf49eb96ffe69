import type {Host, WriteOutcome} from '../host/host.js';
import type {ParameterName} from '../kernel/ksm/parameters.js';
import type {Values} from '../model/tuning/checkValue.js';
import type {Write} from '../model/tuning/writeOrder.js';

/** A write that was begun, or waits for its turn. */
export type PendingWrite = {
  name: ParameterName;
  to: string;
  /** When it was begun, or announced: milliseconds since 1970. */
  sinceMs: number;
  /** The plan that it belongs to. */
  ticket: Ticket;
};

/** The writes of one plan. */
export type Ticket = {
  /** A plan before it failed: it is not to be begun any more. */
  readonly cancelled: boolean;
  write: (name: ParameterName, to: string) => Promise<WriteOutcome>;
  /** No more writes of it come. */
  end: () => void;
};

/** Keeps account of writes: what is pending, and what came of those that no sample shows yet. */
export type Writing = {
  announce: (writes: readonly Write[]) => Ticket;
  cancelAll: () => void;
  /** What was read back after writes, and then what pending ones lead to. */
  present: () => Values;
  /** Forgets what a sample taken at that time shows. */
  forgetSeen: (timeMs: number) => void;
};

/** The clock of another host may be behind: after this long, its samples are believed. */
const mistrustMilliseconds = 5000;

export function createWriting(
  host: Pick<Host, 'write'>,
  onPending: (pending: readonly PendingWrite[]) => void,
): Writing {
  let pending: readonly PendingWrite[] = [];
  const cancelled = new Set<Ticket>();
  const held = new Map<ParameterName, {value: string; timeMs: number}>();

  function setPending(next: readonly PendingWrite[]): void {
    pending = next;
    onPending(next);
  }

  async function write(ticket: Ticket, name: ParameterName, to: string): Promise<WriteOutcome> {
    const begun: PendingWrite = {name, to, sinceMs: Date.now(), ticket};
    const announced = pending.findIndex(
      (entry) => entry.ticket === ticket && entry.name === name && entry.to === to,
    );
    setPending(
      announced === -1
        ? [begun, ...pending]
        : pending.map((entry, index) => (index === announced ? begun : entry)),
    );
    const outcome = await host.write(name, to);
    if (outcome.value !== undefined) held.set(name, {value: outcome.value, timeMs: Date.now()});
    setPending(pending.filter((entry) => entry !== begun));
    return outcome;
  }

  return {
    announce(writes) {
      const ticket: Ticket = {
        get cancelled() {
          return cancelled.has(ticket);
        },
        write: (name, to) => write(ticket, name, to),
        end: () => setPending(pending.filter((entry) => entry.ticket !== ticket)),
      };
      const announced = writes.map(({name, to}) => ({name, to, sinceMs: Date.now(), ticket}));
      setPending([...pending, ...announced]);
      return ticket;
    },
    cancelAll() {
      for (const {ticket} of pending) cancelled.add(ticket);
      setPending([]);
    },
    present: () =>
      Object.fromEntries([
        ...[...held].map(([name, {value}]) => [name, value]),
        ...pending.map(({name, to}) => [name, to]),
      ]),
    forgetSeen(timeMs) {
      const now = Date.now();
      for (const [name, entry] of held) {
        const mistrusted = now - entry.timeMs < mistrustMilliseconds;
        if (timeMs > entry.timeMs || !mistrusted) held.delete(name);
      }
    },
  };
}
