import {build} from '../scripts/build.mjs';

let built = false;

/** Builds dist before the first test, whichever projects run. */
export async function setup(): Promise<void> {
  if (!built) await build();
  built = true;
}
