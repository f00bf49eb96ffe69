/**
 * The three state machines of a remote host: the host across all its connections, one connection,
 * and the requests over it. Each has a table of what an event leads to in each state.
 */
type Table<State extends string, Event extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Event, State>>>>
>;

export type Machine<State extends string, Event extends string> = {
  readonly state: State;
  /** Moves on; `false`: the event means nothing in this state, and nothing changes. */
  on(event: Event): boolean;
};

export function createMachine<State extends string, Event extends string>(
  table: Table<State, Event>,
  start: State,
): Machine<State, Event> {
  let state = start;
  return {
    get state() {
      return state;
    },
    on(event) {
      const next = table[state][event];
      if (next === undefined) return false;
      state = next;
      return true;
    },
  };
}

export type HostState = 'connecting' | 'connected' | 'lost' | 'reconnecting' | 'closed';
type HostEvent = 'ready' | 'ended' | 'retry' | 'close';

/** The host: after a pause, a lost connection is tried again until the host is closed. */
export const hostTable: Table<HostState, HostEvent> = {
  connecting: {ready: 'connected', ended: 'lost', close: 'closed'},
  connected: {ended: 'lost', close: 'closed'},
  lost: {retry: 'reconnecting', close: 'closed'},
  reconnecting: {ready: 'connected', ended: 'lost', close: 'closed'},
  closed: {},
};

export type ConnectionState = 'starting' | 'greeting' | 'ready' | 'ended';
type ConnectionEvent = 'hello' | 'ready' | 'end';

/**
 * One connection. `starting`: `ssh` logs in. `greeting`: the far side's program runs, and its
 * separator is on the way. `ready`: it answers requests.
 */
export const connectionTable: Table<ConnectionState, ConnectionEvent> = {
  starting: {hello: 'greeting', end: 'ended'},
  greeting: {ready: 'ready', end: 'ended'},
  ready: {end: 'ended'},
  ended: {},
};

export type RequestState = 'detached' | 'idle' | 'planned' | 'sent' | 'answering' | 'dropping';
type RequestEvent =
  | 'attach'
  | 'detach'
  | 'plan'
  | 'send'
  | 'answer'
  | 'finish'
  | 'drop'
  | 'keepWaiting';

/**
 * The requests over a connection. `planned`: they are sent at the end of this turn. `sent`: nothing
 * has come of the answer. `dropping`: the far side has been asked to skip the rest of it.
 */
export const requestTable: Table<RequestState, RequestEvent> = {
  detached: {attach: 'idle'},
  idle: {plan: 'planned', detach: 'detached'},
  planned: {send: 'sent', detach: 'detached'},
  sent: {answer: 'answering', detach: 'detached'},
  answering: {finish: 'idle', drop: 'dropping', detach: 'detached'},
  dropping: {finish: 'idle', keepWaiting: 'answering', detach: 'detached'},
};
