import {createRequire} from 'node:module';

const load = createRequire(import.meta.url);

/**
 * What object-hash needs of Node's `crypto`, which it loads when it is imported: 17 ms of CPU, and a
 * first frame hashes nothing.
 *
 * @param {string} algorithm
 */
export const createHash = (algorithm) => load('node:crypto').createHash(algorithm);
