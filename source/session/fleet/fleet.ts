import type {Host} from '../../host/host.js';
import type {FleetRow} from '../../model/fleet/fleetModel.js';
import type {ReadSurroundings} from '../../model/sample/surroundings.js';
import type {Estimating} from '../estimating.js';
import type {Feed} from '../feed.js';
import type {Mapping} from '../mapping.js';
import type {OptingIn} from '../optIn/optingIn.js';
import type {ReadableStore} from '../store.js';
import type {Tuning} from '../tuning.js';
import type {FleetChanges} from './fleetChanges.js';

/** What the screen of a fleet draws. */
export type FleetState = {
  rows: readonly FleetRow[];
  /** When any of the hosts was last sampled: milliseconds since 1970. */
  timeMs?: number;
  /** Why no host has anything newer. */
  error?: string;
  /** The time that the trends cover; absent: it cannot be chosen. */
  rangeSeconds?: number;
};

/** Hosts that are watched together, sampled by ksmtop or known to Prometheus. */
export type Fleet = ReadableStore<FleetState> & {
  setInterval: (seconds: number) => void;
  sampleNow: () => void;
  /** Opens one host; absent: it is not in the fleet any more. */
  open: (id: string) => OpenedHost | undefined;
  /** Changes some of the hosts; absent: they are read-only. */
  changes?: FleetChanges;
  /** Why nothing can be changed. */
  readOnlyReason?: string;
  /** Makes the trends cover a longer time, or a shorter one. */
  changeRange?: (step: 1 | -1) => void;
  stop: () => void;
};

/** A host of the fleet, with what its own screen needs. */
export type OpenedHost = {
  feed: Feed;
  tuning: Tuning;
  inspect: Host['inspect'];
  estimating: Estimating;
  mapping: Mapping;
  /** Absent: not possible. */
  optingIn?: OptingIn | undefined;
  surroundings?: ReadSurroundings | undefined;
  /** Makes it a row again. */
  close: () => void;
};
