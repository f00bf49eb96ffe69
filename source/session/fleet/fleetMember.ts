import type {Host, SampleScope} from '../../host/host.js';
import type {Thresholds} from '../../model/derive/thresholds.js';
import {type FleetRow, followHost} from '../../model/fleet/fleetModel.js';
import type {ReadSurroundings} from '../../model/sample/surroundings.js';
import {createEstimating, noEstimating} from '../estimating.js';
import {createFeed, type FeedState} from '../feed.js';
import {createMapping, noMapping} from '../mapping.js';
import {createOptingIn} from '../optIn/optingIn.js';
import {createTuning} from '../tuning.js';
import type {OpenedHost} from './fleet.js';

/** A host of a fleet, under the name that the user gave. */
export type FleetHost = {name: string; host: Host & {surroundings?: ReadSurroundings}};

export type MemberState = {
  row: FleetRow;
  /** `whole` while the host has a screen of its own. */
  scope: SampleScope;
  /** Of the newest sample, which may still be under way. */
  sampledScope: SampleScope;
};

/** A host while it is watched. */
export type FleetMember = Omit<OpenedHost, 'close'> & {readonly state: MemberState};

export type MemberOptions = {
  intervalSeconds: number;
  /** Before its first sample. */
  delayMs: number;
  /** Set by the site; absent: the usual ones. */
  thresholds: Thresholds | undefined;
  /** Names the tenants of the site, as of `createMapping`. */
  tenants: RegExp | undefined;
};

const cannotRead = 'the memory of its processes cannot be read from here';

/** @param onRow Called after each sample, also after one that failed. */
export function joinFleet(
  {name, host}: FleetHost,
  {intervalSeconds, delayMs, thresholds, tenants}: MemberOptions,
  onRow: () => void,
): FleetMember {
  const state: MemberState = {
    row: {id: name, name, state: 'connecting', trend: [], times: []},
    // The processes of dozens of hosts would take memory here, and time there.
    scope: 'host',
    sampledScope: 'host',
  };
  const source = {
    sample() {
      state.sampledScope = state.scope;
      return host.sample(state.scope);
    },
    get connection() {
      return host.connection;
    },
  };
  const feed = createFeed(source, intervalSeconds, delayMs, thresholds);
  const model = () => feed.getState().model;
  const {estimate, map, farOptIn: changer, memoryLimits, inspect, surroundings} = host;
  const member: FleetMember = {
    ...{state, feed, inspect, surroundings},
    tuning: createTuning(host, feed),
    estimating: estimate ? createEstimating(estimate, model) : noEstimating(cannotRead),
    mapping: map ? createMapping(map, model, tenants) : noMapping(cannotRead),
    optingIn: changer && createOptingIn({changer, memoryLimits, model}),
  };
  feed.subscribe(() => {
    state.row = rowAfter(state.row, feed.getState());
    // It was opened while this sample was being taken: its processes cannot wait for the next.
    if (state.sampledScope === 'host' && state.scope === 'whole') feed.sampleNow();
    onRow();
  });
  return member;
}

function rowAfter(row: FleetRow, {receivedMs, connection, ...sighting}: FeedState): FleetRow {
  return followHost(row, {
    ...sighting,
    cause: connection?.cause,
    ...(receivedMs !== undefined && {seenMs: receivedMs}),
  });
}
