import type {EventEmitter} from 'node:events';

/** Whether the terminal is gone. */
export type TerminalLoss = {
  readonly isLost: boolean;
  /** Stops watching. To write to a lost terminal stays no error of the program. */
  release(): void;
};

/**
 * Calls back when a terminal goes away. Only a terminal that controls this program sends SIGHUP then:
 * without one, nothing but reading and writing shows that nobody sees the screen any more.
 */
export function watchLoss(
  input: EventEmitter,
  outputs: readonly EventEmitter[],
  onLost: () => void,
): TerminalLoss {
  let isLost = false;
  const lose = () => {
    isLost = true;
    onLost();
  };
  const ends = ['end', 'close'] as const;
  for (const name of ends) input.on(name, lose);
  for (const stream of [input, ...outputs]) stream.on('error', lose);
  return {
    get isLost() {
      return isLost;
    },
    release() {
      for (const name of ends) input.off(name, lose);
      if (isLost) return;
      for (const stream of [input, ...outputs]) stream.off('error', lose);
    },
  };
}
