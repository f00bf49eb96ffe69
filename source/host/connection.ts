/** How the line to a host is. */
export type Connection = {
  /** The host as it was asked for: `root@hn1`. */
  destination: string;
  /**
   * `stalled`: there is a line, but nothing has come over it for a while. `lost`: there is none, or
   * never was one; it is tried again by itself.
   */
  state: 'connecting' | 'connected' | 'stalled' | 'lost';
  /** What is wrong, in a sentence; absent: nothing. */
  problem?: string;
  /** Lost, and every further try meets the same: this user is refused, or the key of the host is. */
  forGood?: true;
  /** How far the clock of the host is ahead of this machine's; absent: not known. */
  clockAheadSeconds?: number;
};
