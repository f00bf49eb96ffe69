import type {Host} from '../../host/host.js';
import type {FleetRow} from '../../model/fleet/fleetModel.js';
import type {ReadSurroundings} from '../../model/sample/surroundings.js';
import type {Feed} from '../feed.js';
import type {ReadableStore} from '../store.js';
import type {Tuning} from '../tuning.js';
import type {FleetChanges} from './fleetChanges.js';

/** What the fleet's screen draws. */
export type FleetState = {
  rows: readonly FleetRow[];
  /** When something was last heard of any of them: milliseconds since 1970. */
  timeMs?: number;
  /** Why there is nothing newer of any host. */
  error?: string;
  /** The time that the trends cover, where that is a matter of choice. */
  rangeSeconds?: number;
};

/** Hosts that are watched together, wherever their figures come from. */
export type Fleet = ReadableStore<FleetState> & {
  setInterval: (seconds: number) => void;
  sampleNow: () => void;
  /** Brings one host to the fore; absent: it is there no more. */
  open: (id: string) => OpenedHost | undefined;
  /** Changes some of them; absent: they can only be looked at. */
  changes?: FleetChanges;
  /** Why nothing can be changed. */
  readOnlyReason?: string;
  /** Trends over a longer time, or a shorter one. */
  changeRange?: (step: 1 | -1) => void;
  stop: () => void;
};

/** A host of the fleet as its own screen takes it. */
export type OpenedHost = {
  feed: Feed;
  tuning: Tuning;
  inspect: Host['inspect'];
  surroundings?: ReadSurroundings | undefined;
  /** It is a row again. */
  close: () => void;
};
