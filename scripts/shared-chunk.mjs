import {join} from 'node:path';

/**
 * Makes one chunk of some modules and all that they import, for every dynamic import that they are
 * `sharedBy`: esbuild makes a chunk of what the same dynamic imports need. Without it `print` loads 60
 * files instead of 14, and the live screen 104 instead of 29.
 *
 * @param {object} options
 * @param {string} options.root
 * @param {(path: string) => readonly string[]} options.sharedBy the modules, by the path of an import
 * @returns {import('esbuild').Plugin}
 */
export const sharedChunk = ({root, sharedBy}) => ({
  name: 'shared-chunk',
  setup(build) {
    build.onResolve({filter: /^\./}, async ({kind, path, resolveDir}) => {
      const modules = kind === 'dynamic-import' ? sharedBy(path) : [];
      if (modules.length === 0) return undefined;
      const resolved = await build.resolve(path, {kind: 'import-statement', resolveDir});
      return {path: resolved.path, namespace: 'with-shared-chunk', pluginData: modules};
    });
    build.onLoad({filter: /^/, namespace: 'with-shared-chunk'}, ({path, pluginData}) => ({
      contents: [
        ...pluginData.map(
          (/** @type {string} */ module) => `import ${JSON.stringify(join(root, module))};`,
        ),
        `export * from ${JSON.stringify(path)};`,
      ].join('\n'),
      resolveDir: root,
    }));
  },
});
