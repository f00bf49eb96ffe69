/** Waits for the signals that ask a program to end, so that it can finish its line first. */
export type Interruption = {
  /** The last signal that came; absent: none has. A second one ends the program at once. */
  readonly name: NodeJS.Signals | undefined;
  /** Waits for the result or the interruption, whichever is first; absent: interrupted. */
  unless<Result>(result: Promise<Result>): Promise<Result | undefined>;
  /** Waits so long, or until the interruption. */
  pause(milliseconds: number): Promise<void>;
};

/** Node's own controller for this takes longer to load than to be waited for. */
export function watchInterruption(...signals: readonly NodeJS.Signals[]): Interruption {
  let name: NodeJS.Signals | undefined;
  const waiting = new Set<() => void>();
  for (const each of signals) {
    process.once(each, () => {
      name = each;
      for (const giveUp of waiting) giveUp();
    });
  }

  function unless<Result>(result: Promise<Result>): Promise<Result | undefined> {
    return new Promise((resolve, reject) => {
      const giveUp = () => resolve(undefined);
      if (name) giveUp();
      waiting.add(giveUp);
      result.then(resolve, reject).finally(() => waiting.delete(giveUp));
    });
  }

  return {
    get name() {
      return name;
    },
    unless,
    async pause(milliseconds) {
      let timer: NodeJS.Timeout | undefined;
      const timeUp = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, milliseconds);
      });
      await unless(timeUp);
      clearTimeout(timer);
    },
  };
}
