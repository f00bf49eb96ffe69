import {chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import * as esbuild from 'esbuild';
import {buildName} from './build-name.mjs';
import {builtinsOnUse} from './builtins.mjs';
import {codeCache} from './parts/codeCache.mjs';
import {inParts} from './parts/parts.mjs';
import {together} from './parts/together.mjs';
import {esbuildPatches} from './patch.mjs';
import {patches} from './patches/index.mjs';
import {thirdPartyLicences} from './third-party-licences.mjs';

const root = dirname(import.meta.dirname);

/** Bundled CommonJS packages require built-in modules. */
const requireForCommonJs =
  "import {createRequire as __createRequire} from 'node:module';\nconst require = __createRequire(import.meta.url);";

/** What `print` needs is needed by nearly all commands. */
const printing = ['source/commands/print.ts', 'source/output/text.ts'];

/** A child loads its job and nothing else. */
const children = /runChild|Job\.js$/;

/**
 * Bundles the program and all packages that it needs into one file, `cli.js` in `outdir`, and
 * their licences beside it. Returns what it wrote and what it read.
 *
 * @param {{outdir?: string, patched?: boolean, forBun?: boolean}} [options]
 */
export async function build({outdir = join(root, 'dist'), patched = true, forBun = false} = {}) {
  const {version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const language = {
    platform: /** @type {const} */ ('node'),
    target: 'node20',
    // esbuild turns literals with the v flag into `new RegExp` at each use; Node 20 knows the flag.
    supported: {'regexp-set-notation': true},
  };
  const {outputFiles, metafile} = await esbuild.build({
    ...language,
    absWorkingDir: root,
    entryPoints: ['cli.tsx'],
    outdir,
    bundle: true,
    legalComments: 'none',
    format: 'esm',
    // Into the parts of the one file that are needed together.
    splitting: !forBun,
    jsx: 'automatic',
    // The program for the far side of a line is sent as it is.
    loader: {'.sh': 'text'},
    define: {
      'process.env.NODE_ENV': '"production"',
      __VERSION__: JSON.stringify(version),
      __BUILD__: JSON.stringify(buildName(root)),
      ...(!forBun && {performance: '__performance'}),
    },
    inject: forBun ? [] : ['scripts/parts/clock.mjs'],
    ...(forBun && {banner: {js: requireForCommonJs}}),
    plugins: [
      ...(forBun ? [] : [builtinsOnUse, together(root, printing, children)]),
      esbuildPatches(patched ? patches : patches.filter(({required}) => required)),
    ],
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  const executable = join(outdir, 'cli.js');
  const licences = thirdPartyLicences(root, Object.values(metafile.outputs));
  /** @type {[path: string, content: string | Buffer][]} */
  const files = [[join(outdir, 'third-party-licences.txt'), licences]];
  if (forBun) {
    files.unshift([executable, outputFiles[0]?.text ?? '']);
  } else {
    const parts = await inParts(outputFiles, language);
    files.unshift([executable, parts.program]);
    // Node loads it sooner as what a file of this name is by itself. The package around it is not.
    files.push([join(outdir, 'package.json'), '{"type": "commonjs"}\n']);
    try {
      files.push([join(outdir, 'cli.cache'), await codeCache(parts)]);
    } catch (error) {
      console.error(
        `No cli.cache, so ksmtop starts later: ${/** @type {Error} */ (error).message}`,
      );
    }
  }
  mkdirSync(outdir, {recursive: true});
  for (const [path, content] of files)
    replaceFile(path, content, path === executable ? 0o755 : 0o644);
  return {files: files.map(([path]) => path), inputs: Object.keys(metafile.inputs)};
}

/**
 * @param {string} path
 * @param {string | Buffer} content
 * @param {number} mode
 */
function replaceFile(path, content, mode) {
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, content);
  chmodSync(temporary, mode);
  renameSync(temporary, path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const {values} = parseArgs({
    options: {
      unpatched: {type: 'boolean', default: false},
      outdir: {type: 'string', default: join(root, 'dist')},
    },
  });
  await build({outdir: resolve(values.outdir), patched: !values.unpatched}).catch((error) => {
    // esbuild has printed its own errors.
    if (error.errors === undefined) console.error(error.message);
    process.exitCode = 1;
  });
}
