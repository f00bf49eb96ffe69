import {readFileSync} from 'node:fs';

/**
 * A change to the text of one bundled package.
 *
 * @typedef {object} Patch
 * @property {string} name
 * @property {RegExp} file which files it changes, by their path
 * @property {boolean} [required] without it there is no bundle
 * @property {(code: string, path: string) => string} apply throws where the text is not as expected
 */

/**
 * Replaces `search`, which must occur exactly `times` times: a package that changed upstream
 * fails the build instead of silently losing its patch.
 *
 * @param {string} code
 * @param {string} search
 * @param {string} replacement
 * @param {number} [times]
 */
export function replaceExactly(code, search, replacement, times = 1) {
  const parts = code.split(search);
  if (parts.length - 1 !== times) {
    throw new Error(
      `${JSON.stringify(search)} occurs ${parts.length - 1} times, not ${times}: the package changed; adapt the patch`,
    );
  }
  return parts.join(replacement);
}

/**
 * Applies patches while esbuild bundles. A patch that matches no file fails the build too.
 *
 * @param {readonly Patch[]} patches
 * @returns {import('esbuild').Plugin}
 */
export function esbuildPatches(patches) {
  return {
    name: 'patches',
    setup(build) {
      const unused = new Set(patches);
      const filter = new RegExp(patches.map((patch) => patch.file.source).join('|'));
      build.onLoad({filter}, ({path}) => {
        const matching = patches.filter((patch) => patch.file.test(path));
        for (const patch of matching) unused.delete(patch);
        return {contents: applyPatches(matching, readFileSync(path, 'utf8'), path), loader: 'js'};
      });
      build.onEnd(() => ({
        errors: [...unused].map(({name, file}) => ({
          text: `patch ${name}: no bundled file matches ${file}`,
        })),
      }));
    },
  };
}

/**
 * @param {readonly Patch[]} patches
 * @param {string} code
 * @param {string} path
 */
function applyPatches(patches, code, path) {
  return patches.reduce((text, patch) => {
    try {
      return patch.apply(text, path);
    } catch (error) {
      throw new Error(`patch ${patch.name}: ${path}: ${/** @type {Error} */ (error).message}`);
    }
  }, code);
}
