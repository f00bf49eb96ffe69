import {join} from 'node:path';

/**
 * Makes one chunk of some modules and all that they import, for every dynamic import that `needed`
 * accepts: esbuild makes a chunk of what the same dynamic imports need. Without it `print` loads 40
 * files instead of 20.
 *
 * @param {object} options
 * @param {string} options.root
 * @param {readonly string[]} options.modules
 * @param {(path: string) => boolean} options.needed
 * @returns {import('esbuild').Plugin}
 */
export const sharedChunk = ({root, modules, needed}) => ({
  name: 'shared-chunk',
  setup(build) {
    build.onResolve({filter: /^\./}, async ({kind, path, resolveDir}) => {
      if (kind !== 'dynamic-import' || !needed(path)) return undefined;
      const resolved = await build.resolve(path, {kind: 'import-statement', resolveDir});
      return {path: resolved.path, namespace: 'with-shared-chunk'};
    });
    build.onLoad({filter: /^/, namespace: 'with-shared-chunk'}, ({path}) => ({
      contents: [
        ...modules.map((module) => `import ${JSON.stringify(join(root, module))};`),
        `export * from ${JSON.stringify(path)};`,
      ].join('\n'),
      resolveDir: root,
    }));
  },
});
