import {join} from 'node:path';
import {buildExecutable} from '../../scripts/executable.mjs';

/** Where the executable is, for tests that start it instead of the bundle. */
export const executable = join(import.meta.dirname, '../../dist/ksmtop');

/** Several projects need it; each has modules of its own. */
const shared = globalThis as typeof globalThis & {ksmtopExecutable?: Promise<void>};

/** Builds it before the first of them. */
export async function setup(): Promise<void> {
  shared.ksmtopExecutable ??= buildExecutable({outfile: executable});
  await shared.ksmtopExecutable;
}
