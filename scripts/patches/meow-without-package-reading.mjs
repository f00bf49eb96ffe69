import {replaceExactly} from '../patch.mjs';

/**
 * meow can look for a package.json and bundles what reads, normalises and licence-checks one:
 * 160 kB, set up at import. We always pass `pkg` and its version; without it there is none.
 *
 * `--help`: 63 → 46 ms.
 *
 * @type {import('../patch.mjs').Patch}
 */
export const meowWithoutPackageReading = {
  name: 'meow-without-package-reading',
  file: /[\\/]meow[\\/]build[\\/](?:options|dependencies)\.js$/,
  apply(code, path) {
    if (path.endsWith('options.js')) {
      const [read = 'readPackageUpSync('] =
        /readPackageUpSync\(\{[^}]*\}\)\?\.packageJson/.exec(code) ?? [];
      const unread = replaceExactly(code, read, 'undefined');
      return replaceExactly(unread, 'normalizePackageData(pkg);', '');
    }
    // For configuration files, of which we name none.
    const requiring = 'createRequire ? createRequire(import.meta.url) : undefined';
    const withoutRequire = replaceExactly(code, requiring, 'undefined');
    // esbuild drops a call that is marked as pure when nobody uses its result.
    return [
      'requireLib$1();\nconst getOffsets',
      'requireNormalize();\n',
      'getDefaultExportFromCjs(normalizeExports);\n',
      'promisify(execFile);\n',
    ].reduce((text, call) => replaceExactly(text, call, `/* @__PURE__ */ ${call}`), withoutRequire);
  },
};
