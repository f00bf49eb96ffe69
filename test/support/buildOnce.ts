import {build} from '../../scripts/build.mjs';

/** Several projects need the build; each has modules of its own. */
const shared = globalThis as typeof globalThis & {ksmtopBuild?: Promise<unknown>};

/** Builds dist before the first test. */
export async function setup(): Promise<void> {
  shared.ksmtopBuild ??= build();
  await shared.ksmtopBuild;
}
