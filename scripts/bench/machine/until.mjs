import {setTimeout as pause} from 'node:timers/promises';

/**
 * @param {string} what
 * @param {() => boolean | Promise<boolean>} condition
 */
export async function until(what, condition, limitMs = 60_000) {
  for (const endMs = performance.now() + limitMs; !(await condition()); await pause(10)) {
    if (performance.now() > endMs) throw new Error(`Not seen: ${what}.`);
  }
}
