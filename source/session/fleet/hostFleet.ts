import type {Host, SampleScope} from '../../host/host.js';
import type {Thresholds} from '../../model/derive/thresholds.js';
import {type FleetRow, followHost} from '../../model/fleet/fleetModel.js';
import type {ReadSurroundings} from '../../model/sample/surroundings.js';
import {createEstimating, type Estimating, noEstimating} from '../estimating.js';
import {createFeed, type Feed} from '../feed.js';
import {createMapping, type Mapping, noMapping} from '../mapping.js';
import {createOptingIn, type OptingIn} from '../optIn/optingIn.js';
import {createStore} from '../store.js';
import {createTuning, type Tuning} from '../tuning.js';
import type {Fleet, FleetState} from './fleet.js';
import {createFleetChanges} from './fleetChanges.js';

/** A host of a fleet, under the name that the user gave. */
export type FleetHost = {name: string; host: Host & {surroundings?: ReadSurroundings}};

/** A host while it is watched. */
type Member = {
  row: FleetRow;
  feed: Feed;
  tuning: Tuning;
  inspect: Host['inspect'];
  estimating: Estimating;
  mapping: Mapping;
  optingIn: OptingIn | undefined;
  surroundings: ReadSurroundings | undefined;
};

/** A fleet of hosts that ksmtop samples itself, with what is needed to end the session. */
export type HostFleet = Fleet & {
  /** Resolves when the first sample of any host was taken, or failed. */
  started: Promise<void>;
  tunings: ReadonlyMap<string, Tuning>;
  optingIns: ReadonlyMap<string, OptingIn>;
};

/** Each of dozens of hosts has its own tick; drawing at each would cost more than sampling. */
const publishMs = 1000;
/** After a key, somebody waits for the outcome. */
const promptlyMs = 50;

const cannotRead = 'the memory of its processes cannot be read from here';

/**
 * @param thresholds Set by the site; absent: the usual ones.
 * @param tenants Names the tenants of the site, as of `createMapping`.
 */
export function createHostFleet(
  hosts: readonly FleetHost[],
  intervalSeconds: number,
  thresholds?: Thresholds,
  tenants?: RegExp,
): HostFleet {
  const store = createStore<FleetState>({rows: []});
  /** Names of the hosts that have a screen of their own now. */
  const open = new Set<string>();
  let interval = intervalSeconds;
  let scheduled: {dueMs: number; timer: NodeJS.Timeout} | undefined;
  const members = new Map(hosts.map((host, index) => [host.name, join(host, index)]));
  const changes = createFleetChanges(
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
  changes.subscribe(() => publishWithin(promptlyMs));
  store.set({rows: rows()});

  function join({name, host}: FleetHost, index: number): Member {
    // The processes of dozens of hosts would take memory here, and time there.
    const scope = (): SampleScope => (open.has(name) ? 'whole' : 'host');
    const delayMs = (index * intervalSeconds * 1000) / hosts.length;
    let asked: SampleScope = 'host';
    const source = {
      sample() {
        asked = scope();
        return host.sample(asked);
      },
      get connection() {
        return host.connection;
      },
    };
    const feed = createFeed(source, intervalSeconds, delayMs, thresholds);
    const member: Member = {
      row: {id: name, name, state: 'connecting', trend: []},
      feed,
      tuning: createTuning(host, feed),
      inspect: host.inspect,
      estimating: host.estimate
        ? createEstimating(host.estimate, () => feed.getState().model)
        : noEstimating(cannotRead),
      mapping: host.map
        ? createMapping(host.map, () => feed.getState().model, tenants)
        : noMapping(cannotRead),
      optingIn:
        host.farOptIn &&
        createOptingIn({
          changer: host.farOptIn,
          memoryLimits: host.memoryLimits,
          model: () => feed.getState().model,
        }),
      surroundings: host.surroundings,
    };
    feed.subscribe(() => {
      const {receivedMs: seenMs, connection, ...sighting} = feed.getState();
      const cause = connection?.cause;
      member.row = followHost(member.row, {
        ...sighting,
        cause,
        ...(seenMs !== undefined && {seenMs}),
      });
      // It was opened while this sample was being taken: its processes cannot wait for the next.
      if (asked !== scope() && asked === 'host') feed.sampleNow();
      // The first hosts to answer are shown at once, too.
      publishWithin(store.getState().timeMs === undefined ? promptlyMs : publishMs);
    });
    return member;
  }

  function rows(): FleetRow[] {
    return [...members.values()].map(({row}) => row);
  }

  function publishWithin(milliseconds: number): void {
    const dueMs = performance.now() + milliseconds;
    if (scheduled && scheduled.dueMs <= dueMs) return;
    clearTimeout(scheduled?.timer);
    scheduled = {dueMs, timer: setTimeout(publish, milliseconds)};
  }

  function publish(): void {
    scheduled = undefined;
    store.set({rows: rows(), timeMs: Date.now()});
  }

  return {
    getState: store.getState,
    subscribe: store.subscribe,
    setInterval(seconds) {
      interval = seconds;
      let index = 0;
      for (const {feed} of members.values()) {
        feed.setInterval(seconds, (index++ * seconds * 1000) / members.size);
      }
    },
    sampleNow() {
      for (const {feed} of members.values()) feed.sampleNow();
    },
    open(id) {
      const member = members.get(id);
      if (!member) return undefined;
      const {feed, tuning, inspect, estimating, mapping, optingIn, surroundings} = member;
      open.add(id);
      feed.sampleNow();
      return {
        feed,
        tuning,
        inspect,
        estimating,
        mapping,
        optingIn,
        surroundings,
        close() {
          open.delete(id);
          feed.setInterval(interval);
        },
      };
    },
    changes,
    started: Promise.race([...members.values()].map(({feed}) => feed.started)),
    tunings: new Map([...members].map(([id, {tuning}]) => [id, tuning])),
    optingIns: new Map(
      [...members].flatMap(([id, {optingIn}]) => (optingIn ? [[id, optingIn]] : [])),
    ),
    stop() {
      clearTimeout(scheduled?.timer);
      for (const {feed, estimating, mapping} of members.values()) {
        feed.stop();
        estimating.stop();
        mapping.stop();
      }
    },
  };
}
