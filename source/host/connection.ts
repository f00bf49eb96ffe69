/** Why there is no connection, in a word or two. */
export type LossCause =
  | 'refused'
  | 'no route'
  | 'no answer'
  | 'not found'
  | 'no login'
  | 'host key';

/** The state of the connection to a host. */
export type Connection = {
  /** The host as it was given: `root@hn1`. */
  destination: string;
  /**
   * `stalled`: it exists, but a request has had no answer for a while. `lost`: it ended, or never
   * came about; it is retried automatically.
   */
  state: 'connecting' | 'connected' | 'stalled' | 'lost';
  /** What is wrong, in a sentence; absent: nothing. */
  problem?: string;
  /** Lost for one of the usual reasons. */
  cause?: LossCause;
  /** Lost, and every retry meets the same: the user or the host key is refused. */
  forGood?: true;
  /** How far the clock of the host is ahead of ours; absent: not known. */
  clockAheadSeconds?: number;
};
