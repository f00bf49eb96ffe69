import type {Running} from '../../model/running.js';

/** Signals that ask the program to end, handled once it has finished its line. */
export type Interruption = {
  /** The last signal received. A second one ends the program at once. */
  readonly name: NodeJS.Signals | undefined;
  /** Waits for the result or the interruption, whichever is first; undefined: interrupted. */
  unless<Result>(result: Promise<Result>): Promise<Result | undefined>;
  /** Waits this long, or until the interruption. */
  pause(milliseconds: number): Promise<void>;
};

/** Without AbortController, which takes milliseconds to load. */
export function watchInterruption(...signals: readonly NodeJS.Signals[]): Interruption {
  let name: NodeJS.Signals | undefined;
  const waiting = new Set<() => void>();
  for (const each of signals) {
    const interrupt = () => {
      // Later: `signal-exit` ends the program if no other listener is left when it looks. The name is
      // set as late, as the program may then end itself by this signal, which no listener may catch.
      setImmediate(() => {
        process.off(each, interrupt);
        name = each;
        for (const giveUp of waiting) giveUp();
      });
    };
    process.on(each, interrupt);
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

/** An interruption ends the work with what it has; a second one ends the program. */
export async function resultOf<Result extends object>(
  running: Running<Result>,
  interruption: Interruption,
): Promise<Result> {
  const result = await interruption.unless(running.result);
  if (result) return result;
  running.stop();
  return running.result;
}
