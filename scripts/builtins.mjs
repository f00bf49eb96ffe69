import {createRequire, isBuiltin} from 'node:module';

const requireHere = createRequire(import.meta.url);

/** Loaded before the first line of any program. */
const atHand = new Set(['events', 'fs', 'path']);

/**
 * Marks imports of Node's own modules with `later:`, for `parts/loader.cjs` to load each when
 * something of it is first used: threads, compression and sockets are of use to few commands, and
 * to none before its first line.
 *
 * What is a function itself must be there at once.
 *
 * @type {import('esbuild').Plugin}
 */
export const builtinsOnUse = {
  name: 'builtins-on-use',
  setup(build) {
    build.onResolve({filter: /^[a-z]/}, ({path}) => {
      if (!isBuiltin(path)) return undefined;
      const name = path.replace(/^node:/, '');
      // Its imports would copy the whole of it, getters of streams and reports too.
      if (name === 'process') return {path: name, namespace: 'global'};
      const isLater = !atHand.has(name) && typeof requireHere(path) === 'object';
      return {path: isLater ? `later:${name}` : name, external: true, sideEffects: false};
    });
    build.onLoad({filter: /^/, namespace: 'global'}, () => ({
      contents: 'export default process; export const {cwd, env} = process;',
    }));
  },
};
