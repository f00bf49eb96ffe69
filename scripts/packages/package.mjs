import {spawnSync} from 'node:child_process';
import {buildDeb} from './deb.mjs';
import {buildRpm} from './rpm.mjs';

/**
 * @typedef {object} PackageOptions
 * @property {string} root of the project
 * @property {string} outdir
 * @property {string} version
 * @property {string} machine as `uname -m` names it
 * @property {string} executable its file
 * @property {import('./contents.mjs').Contents} contents
 * @property {Date} time of the sources
 * @property {boolean} isFast compress little: for tests
 */

/** What makes each kind of package, and the program that it needs besides xz. */
const makers = {
  'dpkg-deb': buildDeb,
  rpmbuild: buildRpm,
};

/**
 * Writes the packages that this machine can make; says which it cannot.
 *
 * @param {PackageOptions} options
 */
export function buildPackages(options) {
  for (const [tool, make] of Object.entries(makers)) {
    const missing = [tool, 'xz'].find((name) => spawnSync(name, ['--version']).status !== 0);
    if (missing === undefined) make(options);
    else console.error(`No package by ${tool}: ${missing} is not installed.`);
  }
}
