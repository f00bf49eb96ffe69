import {join} from 'node:path';

/**
 * Has esbuild put these modules, and all that they import, into one chunk. It makes a chunk of
 * what the same dynamic imports need, so what each of them is told to need becomes one.
 *
 * @param {string} root
 * @param {readonly string[]} modules
 * @param {RegExp} alone Paths of dynamic imports that do without them.
 * @returns {import('esbuild').Plugin}
 */
export const together = (root, modules, alone) => ({
  name: 'together',
  setup(build) {
    build.onResolve({filter: /^\./}, async ({kind, path, resolveDir}) => {
      if (kind !== 'dynamic-import' || alone.test(path)) return undefined;
      const resolved = await build.resolve(path, {kind: 'import-statement', resolveDir});
      return {path: resolved.path, namespace: 'entry', pluginData: resolveDir};
    });
    build.onLoad({filter: /^/, namespace: 'entry'}, ({path}) => ({
      contents: [
        ...modules.map((module) => `import ${JSON.stringify(join(root, module))};`),
        `export * from ${JSON.stringify(path)};`,
      ].join('\n'),
      resolveDir: root,
    }));
  },
});
