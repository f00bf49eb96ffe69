import type {Thresholds} from '../../model/derive/thresholds.js';
import type {OptingIn} from '../optIn/optingIn.js';
import {createStore} from '../store.js';
import type {Tuning} from '../tuning.js';
import type {Fleet, FleetState, OpenedHost} from './fleet.js';
import {createFleetChanges} from './fleetChanges.js';
import {type FleetHost, type FleetMember, joinFleet} from './fleetMember.js';
import {createPublishing} from './publishing.js';

/** A fleet of hosts that ksmtop samples itself, with what is needed to end the session. */
export type HostFleet = Fleet & {
  /** Resolves when the first sample of any host was taken, or failed. */
  started: Promise<void>;
  tunings: ReadonlyMap<string, Tuning>;
  optingIns: ReadonlyMap<string, OptingIn>;
};

type Members = ReadonlyMap<string, FleetMember>;

/** Each of dozens of hosts has its own tick; drawing at each would cost more than sampling. */
const publishMs = 1000;
/** After a key, somebody waits for the outcome. */
const promptlyMs = 50;

/**
 * @param thresholds Set by the site; absent: the usual ones.
 * @param tenants Names the tenants of the site, as of `createMapping`.
 */
export function createHostFleet(
  hosts: readonly FleetHost[],
  initialSeconds: number,
  thresholds?: Thresholds,
  tenants?: RegExp,
): HostFleet {
  const store = createStore<FleetState>({rows: []});
  const publishing = createPublishing(() => store.set({rows: rowsOf(members), timeMs: Date.now()}));
  let intervalSeconds = initialSeconds;
  const members = new Map(
    hosts.map((host, index) => {
      const delayMs = shareOf(intervalSeconds, index, hosts.length);
      const options = {intervalSeconds, delayMs, thresholds, tenants};
      return [host.name, joinFleet(host, options, showRow)];
    }),
  );
  const changes = changesOf(members);
  changes.subscribe(() => publishing.within(promptlyMs));
  store.set({rows: rowsOf(members)});

  /** The first hosts to answer are shown at once. */
  function showRow(): void {
    publishing.within(store.getState().timeMs === undefined ? promptlyMs : publishMs);
  }

  function opened(member: FleetMember): OpenedHost {
    const {state, ...host} = member;
    state.scope = 'whole';
    host.feed.sampleNow();
    return {
      ...host,
      close() {
        state.scope = 'host';
        host.feed.setInterval(intervalSeconds);
      },
    };
  }

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    setInterval(seconds) {
      intervalSeconds = seconds;
      for (const [index, {feed}] of [...members.values()].entries()) {
        feed.setInterval(seconds, shareOf(seconds, index, members.size));
      }
    },
    sampleNow() {
      for (const {feed} of members.values()) feed.sampleNow();
    },
    open(id) {
      const member = members.get(id);
      return member && opened(member);
    },
    changes,
    started: Promise.race([...members.values()].map(({feed}) => feed.started)),
    tunings: new Map([...members].map(([id, {tuning}]) => [id, tuning])),
    optingIns: new Map(
      [...members].flatMap(([id, {optingIn}]) => (optingIn ? [[id, optingIn]] : [])),
    ),
    stop() {
      publishing.stop();
      for (const {feed, estimating, mapping} of members.values()) {
        feed.stop();
        estimating.stop();
        mapping.stop();
      }
    },
  };
}

function changesOf(members: Members) {
  return createFleetChanges(
    new Map(
      [...members].map(([id, {feed, tuning}]) => [
        id,
        {
          id,
          name: id,
          tuning,
          model: () => feed.getState().model,
          error: () => feed.getState().error,
        },
      ]),
    ),
  );
}

function rowsOf(members: Members) {
  return [...members.values()].map(({state}) => state.row);
}

/** Milliseconds; the hosts are sampled one after another, spread over the interval. */
function shareOf(intervalSeconds: number, index: number, count: number): number {
  return (index * intervalSeconds * 1000) / count;
}
