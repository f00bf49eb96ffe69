/** What a check found. */
export type CheckOutcome = {
  state: 'ok' | 'note' | 'warning';
  text: string;
  /** What helps: lines to paste into a shell of the host. */
  cure?: string;
};
