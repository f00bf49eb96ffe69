import type {Host, SampleScope} from '../../host/host.js';
import {type FleetRow, followHost} from '../../model/fleet.js';
import {createFeed, type Feed} from '../feed.js';
import {createSteering, type Steering} from '../steering.js';
import type {Fleet, FleetState} from './fleet.js';
import {createFleetChanges} from './fleetChanges.js';

/** A host of a fleet, under the name that it was asked for by. */
export type FleetHost = {name: string; host: Host};

/** One of them while it is watched. */
type Member = {
  row: FleetRow;
  feed: Feed;
  steering: Steering;
  inspect: Host['inspect'];
  isOpen: boolean;
  seenMs?: number;
};

/** A fleet of hosts that ksmtop asks itself, with what is needed to end the sitting. */
export type HostFleet = Fleet & {
  /** The first sample of any host was taken, or failed. */
  started: Promise<void>;
  steerings: ReadonlyMap<string, Steering>;
};

/** How often the processes of a host are gone through that is only a row. */
const wholeMs = 60_000;
/** Of dozens of hosts, each has its own tick: the screen follows all of them at this pace. */
const tellMs = 250;

export function createHostFleet(hosts: readonly FleetHost[], intervalSeconds: number): HostFleet {
  const listeners = new Set<() => void>();
  let interval = intervalSeconds;
  let telling: NodeJS.Timeout | undefined;
  let state: FleetState = {rows: []};
  const members = new Map(hosts.map((host, index) => [host.name, join(host, index)]));
  const changes = createFleetChanges(
    new Map(
      [...members].map(([id, {feed, steering}]) => [
        id,
        {
          id,
          name: id,
          steering,
          model: () => feed.getState().model,
          error: () => feed.getState().error,
        },
      ]),
    ),
    tellSoon,
  );
  state = {rows: rows()};

  function join({name, host}: FleetHost, index: number): Member {
    const rotation = {wholeMs: Number.NEGATIVE_INFINITY};
    const scope = (): SampleScope => {
      const nowMs = performance.now();
      if (!member.isOpen && nowMs - rotation.wholeMs < wholeMs) return 'host';
      rotation.wholeMs = nowMs;
      return 'whole';
    };
    const staggerMs = (index * intervalSeconds * 1000) / hosts.length;
    const feed = createFeed({sample: () => host.sample(scope())}, intervalSeconds, staggerMs);
    const member: Member = {
      row: {id: name, name, state: 'connecting', trend: []},
      feed,
      steering: createSteering(host, feed),
      inspect: host.inspect,
      isOpen: false,
    };
    let model = feed.getState().model;
    feed.subscribe(() => {
      const sighting = feed.getState();
      if (sighting.model && sighting.model !== model) {
        ({model} = sighting);
        member.seenMs = Date.now();
      }
      const {seenMs} = member;
      member.row = followHost(member.row, {...sighting, ...(seenMs !== undefined && {seenMs})});
      tellSoon();
    });
    return member;
  }

  function rows(): FleetRow[] {
    return [...members.values()].map(({row}) => row);
  }

  function tellSoon(): void {
    telling ??= setTimeout(() => {
      telling = undefined;
      state = {rows: rows(), timeMs: Date.now()};
      for (const listener of listeners) listener();
    }, tellMs);
  }

  return {
    getState: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
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
      const {feed, steering, inspect} = member;
      member.isOpen = true;
      feed.sampleNow();
      return {
        feed,
        steering,
        inspect,
        close() {
          member.isOpen = false;
          feed.setInterval(interval);
        },
      };
    },
    changes,
    started: Promise.race([...members.values()].map(({feed}) => feed.started)),
    steerings: new Map([...members].map(([id, {steering}]) => [id, steering])),
    stop() {
      clearTimeout(telling);
      for (const {feed} of members.values()) feed.stop();
    },
  };
}
