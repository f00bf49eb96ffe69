import type {Connection} from '../../host/connection.js';
import type {Host} from '../../host/host.js';
import type {Model} from '../../model/model.js';
import type {ReadSurroundings} from '../../model/sample/surroundings.js';
import type {Estimating} from '../../session/estimating.js';
import type {Mapping} from '../../session/mapping.js';
import type {OptingIn} from '../../session/optIn/optingIn.js';
import type {ReplayPlace} from '../../session/replayFeed.js';
import type {Trialling} from '../../session/trial/trialling.js';
import type {Tuning} from '../../session/tuning.js';
import type {Action} from '../keys/keyTable.js';
import type {UserScreen} from '../settings/userScreen.js';
import type {Boot, Frame} from './frameContext.js';

/** What the screen of one host gets. */
export type FrameProps = {
  model: Model;
  error: string | undefined;
  connection?: Connection | undefined;
  tuning: Tuning;
  user: UserScreen;
  inspect: Host['inspect'];
  surroundings?: ReadSurroundings | undefined;
  boot?: Boot | undefined;
  estimating?: Estimating | undefined;
  mapping?: Mapping | undefined;
  /** Absent: not possible. */
  optingIn?: OptingIn | undefined;
  trialling?: Trialling | undefined;
  /** Actions of the feed: pause, interval, sample now. */
  screenActions: Partial<Record<Action, () => void>>;
  /** Why nothing may be written, even where the host allows it. */
  readOnly: string | undefined;
  paused: boolean;
  /** Absent in a replay. */
  intervalSeconds?: number;
  /** The interval that can be kept; absent: the one that was set. */
  actualIntervalSeconds?: number | undefined;
  replay?: Replay;
  /** Goes back to the fleet; absent: there is none. */
  closeHost?: (() => void) | undefined;
  width: number;
  height: number;
  /** Whether the terminal is large enough; while it is not, everything keeps its state. */
  visible: boolean;
};

/** What a replay has besides the screen of a live host. */
export type Replay = {
  place: ReplayPlace;
  /** Handles a key before the view does; returns whether it did. */
  takeKey: (key: string, frame: Frame) => boolean;
  /** What happens, in a sentence; absent: it is not a demo. */
  caption?: string | undefined;
};
