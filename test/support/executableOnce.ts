import {join} from 'node:path';
import {buildExecutable} from '../../scripts/executable.mjs';

/** Where the executable is, for tests that start it instead of the bundle. */
export const executable = join(import.meta.dirname, '../../dist/ksmtop');

/** Builds it before the first of them. */
export const setup = (): Promise<void> => buildExecutable({outfile: executable});
