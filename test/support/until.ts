import {setTimeout as delay} from 'node:timers/promises';

export type UntilOptions = {
  timeoutMs?: number;
  intervalMs?: number;
};

/**
 * Polls until `find` gives something other than `undefined` and `false`, and returns that. For what
 * sends no events, such as files of `/proc` and sysfs. A `find` that throws is called again; its
 * error is the cause of the failure when time is up.
 */
export const until = async <Found>(
  what: string | (() => string),
  find: () => Found | Promise<Found>,
  {timeoutMs = 20_000, intervalMs = 20}: UntilOptions = {},
): Promise<Exclude<Found, undefined | false>> => {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let failure: unknown;
    try {
      const found = await find();
      if (found !== undefined && found !== false) {
        return found as Exclude<Found, undefined | false>;
      }
    } catch (error) {
      failure = error;
    }

    if (performance.now() >= deadline) {
      const wanted = typeof what === 'string' ? what : what();
      throw new Error(`not within ${timeoutMs} ms: ${wanted}`, {cause: failure});
    }

    await delay(intervalMs);
  }
};
