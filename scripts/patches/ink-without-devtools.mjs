import {replaceExactly} from '../patch.mjs';

/**
 * Ink connects to React DevTools when the environment says DEV=true. The package that this needs
 * is not installed, so that esbuild could not bundle the import, and a variable with so common a
 * name must not change a tool that runs as root. `define` does not reach it: Ink imports `process`.
 *
 * @type {import('../patch.mjs').Patch}
 */
export const inkWithoutDevtools = {
  name: 'ink-without-devtools',
  file: /[\\/]ink[\\/]build[\\/](?:ink|reconciler)\.js$/,
  required: true,
  apply(code, path) {
    const times = path.endsWith('reconciler.js') ? 2 : 1;
    return replaceExactly(code, "process.env['DEV'] === 'true'", 'false', times);
  },
};
