import {build} from '../../scripts/build.mjs';

/** Builds dist before the first test. */
export async function setup(): Promise<void> {
  await build();
}
