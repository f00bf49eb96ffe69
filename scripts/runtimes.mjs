import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {mitLicence} from './third-party-licences.mjs';

/**
 * Bun for one kind of machine; an executable consists of it and the bundle.
 *
 * @typedef {object} Runtime
 * @property {string} machine as `uname -m` names it
 * @property {string} target as Bun names it
 * @property {string} package of the npm registry
 * @property {string} [integrity] of the package's archive, where it is not a dependency
 */

/**
 * A dependency of x86-64 Linux, where it compiles for all machines. It runs on every x86-64 processor
 * with SSE 4.2 (2008), and uses AVX2 where there is.
 *
 * @type {Runtime}
 */
export const ownRuntime = {
  machine: 'x86_64',
  target: 'bun-linux-x64',
  package: '@oven/bun-linux-x64',
};

/**
 * As a dependency it would add 100 MB to every installation. A release downloads the same version
 * and checks it.
 *
 * @type {Runtime}
 */
const arm64Runtime = {
  machine: 'aarch64',
  target: 'bun-linux-arm64',
  package: '@oven/bun-linux-aarch64',
  integrity:
    'sha512-4BXmsSKnjOrlGWqZV4x/oWa7AVoR+B6lCXddMzOAXBIm3t50eslg9wb66gmtW1AamEQ1l1CDvmmruysEhqOWMg==',
};

export const runtimes = [ownRuntime, arm64Runtime];

/** @param {string} root */
const compilerPath = (root) => join(root, 'node_modules', ownRuntime.package, 'bin', 'bun');

/**
 * Whether executables can be built here.
 *
 * @param {string} root
 */
export function hasCompiler(root) {
  return existsSync(compilerPath(root));
}

/**
 * The Bun that compiles.
 *
 * @param {string} root
 */
export function compiler(root) {
  if (hasCompiler(root)) return compilerPath(root);
  throw new Error(
    `${ownRuntime.package} is not installed: executables are built on x86-64 Linux, after npm ci.`,
  );
}

/** @param {string} root */
function versionOf(root) {
  const manifest = join(root, 'node_modules', ownRuntime.package, 'package.json');
  return String(JSON.parse(readFileSync(manifest, 'utf8')).version);
}

/**
 * The path of a runtime's program, fetched into `directory` where it is not installed.
 *
 * @param {string} root
 * @param {Runtime} runtime
 * @param {string} directory
 */
export function programOf(root, runtime, directory) {
  if (runtime.integrity === undefined) return compiler(root);
  const name = `${runtime.package}@${versionOf(root)}`;
  const options = {cwd: directory, encoding: /** @type {const} */ ('utf8')};
  const archive = execFileSync('npm', ['pack', '--silent', name], options).trim();
  const digest = createHash('sha512').update(readFileSync(join(directory, archive)));
  const integrity = `sha512-${digest.digest('base64')}`;
  if (integrity !== runtime.integrity) {
    throw new Error(`${name} does not match the pinned integrity: it has ${integrity}`);
  }
  execFileSync('tar', ['-xzf', archive, 'package/bin/bun'], options);
  return join(directory, 'package', 'bin', 'bun');
}

/**
 * The licence of the runtime in an executable.
 *
 * @param {string} root
 */
export function runtimeLicence(root) {
  return `bun ${versionOf(root)} (MIT)

${mitLicence(root, 'Oven and the contributors of Bun')}

Bun holds JavaScriptCore, a part of WebKit, under the GNU Library General Public License,
version 2. The sources that it is built from, and how to relink it with changed ones, are at
https://github.com/oven-sh/bun and https://github.com/oven-sh/WebKit.
`;
}
