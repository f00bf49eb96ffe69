/** How one thing was found to be. */
export type Outcome = {
  state: 'ok' | 'note' | 'warning';
  text: string;
  /** What helps: lines that can be pasted into a shell of the host. */
  cure?: string;
};
