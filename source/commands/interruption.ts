/** Waits for the signals that ask a program to end, so that it can finish its line first. */
export type Interruption = {
  /** Aborted by the first signal; the second one ends the program at once. */
  readonly signal: AbortSignal;
  /** Which signal it was. */
  readonly name: NodeJS.Signals | undefined;
};

export function watchInterruption(...signals: readonly NodeJS.Signals[]): Interruption {
  const controller = new AbortController();
  let name: NodeJS.Signals | undefined;
  for (const each of signals) {
    process.once(each, () => {
      name = each;
      controller.abort();
    });
  }
  return {
    signal: controller.signal,
    get name() {
      return name;
    },
  };
}

/** Waits for the result or the interruption, whichever is first; absent: interrupted. */
export function unlessInterrupted<Result>(
  result: Promise<Result>,
  signal: AbortSignal,
): Promise<Result | undefined> {
  return new Promise((resolve, reject) => {
    const giveUp = () => resolve(undefined);
    signal.addEventListener('abort', giveUp, {once: true});
    result.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
