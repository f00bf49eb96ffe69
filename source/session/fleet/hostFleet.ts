import type {Host, SampleScope} from '../../host/host.js';
import {type FleetRow, followHost} from '../../model/fleet/fleetModel.js';
import type {ReadSurroundings} from '../../model/sample/surroundings.js';
import {createFeed, type Feed} from '../feed.js';
import {createStore} from '../store.js';
import {createTuning, type Tuning} from '../tuning.js';
import type {Fleet, FleetState} from './fleet.js';
import {createFleetChanges} from './fleetChanges.js';

/** A host of a fleet, under the name that it was asked for by. */
export type FleetHost = {name: string; host: Host & {surroundings?: ReadSurroundings}};

/** One of them while it is watched. */
type Member = {
  row: FleetRow;
  feed: Feed;
  tuning: Tuning;
  inspect: Host['inspect'];
  surroundings: ReadSurroundings | undefined;
};

/** A fleet of hosts that ksmtop asks itself, with what is needed to end the sitting. */
export type HostFleet = Fleet & {
  /** The first sample of any host was taken, or failed. */
  started: Promise<void>;
  tunings: ReadonlyMap<string, Tuning>;
};

/**
 * Of dozens of hosts, each has its own tick: the screen follows all of them at this pace, for a
 * frame costs more than a sample.
 */
const tellMs = 1000;
/** What came of a key is waited for. */
const promptlyMs = 50;

export function createHostFleet(hosts: readonly FleetHost[], intervalSeconds: number): HostFleet {
  const store = createStore<FleetState>({rows: []});
  /** Names of those that are on the screen by themselves. */
  const open = new Set<string>();
  let interval = intervalSeconds;
  let telling: {dueMs: number; timer: NodeJS.Timeout} | undefined;
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
    () => tellWithin(promptlyMs),
  );
  store.set({rows: rows()});

  function join({name, host}: FleetHost, index: number): Member {
    // The processes of dozens of hosts take memory here, and time there.
    const scope = (): SampleScope => (open.has(name) ? 'whole' : 'host');
    const staggerMs = (index * intervalSeconds * 1000) / hosts.length;
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
    const feed = createFeed(source, intervalSeconds, staggerMs);
    const member: Member = {
      row: {id: name, name, state: 'connecting', trend: []},
      feed,
      tuning: createTuning(host, feed),
      inspect: host.inspect,
      surroundings: host.surroundings,
    };
    feed.subscribe(() => {
      const {receivedMs: seenMs, ...sighting} = feed.getState();
      member.row = followHost(member.row, {...sighting, ...(seenMs !== undefined && {seenMs})});
      // It was opened while this sample was being taken: the next one is not waited for.
      if (asked !== scope() && asked === 'host') feed.sampleNow();
      // The first hosts are not to be waited for either.
      tellWithin(store.getState().timeMs === undefined ? promptlyMs : tellMs);
    });
    return member;
  }

  function rows(): FleetRow[] {
    return [...members.values()].map(({row}) => row);
  }

  function tellWithin(milliseconds: number): void {
    const dueMs = performance.now() + milliseconds;
    if (telling && telling.dueMs <= dueMs) return;
    clearTimeout(telling?.timer);
    telling = {dueMs, timer: setTimeout(tell, milliseconds)};
  }

  function tell(): void {
    telling = undefined;
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
      const {feed, tuning, inspect} = member;
      open.add(id);
      feed.sampleNow();
      return {
        feed,
        tuning,
        inspect,
        close() {
          open.delete(id);
          feed.setInterval(interval);
        },
      };
    },
    changes,
    started: Promise.race([...members.values()].map(({feed}) => feed.started)),
    tunings: new Map([...members].map(([id, {tuning}]) => [id, tuning])),
    stop() {
      clearTimeout(telling?.timer);
      for (const {feed} of members.values()) feed.stop();
    },
  };
}
