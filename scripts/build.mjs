import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';
import * as esbuild from 'esbuild';
import {buildName} from './build-name.mjs';
import {esbuildPatches} from './patch.mjs';
import {patches} from './patches/index.mjs';
import {sharedChunk} from './shared-chunk.mjs';
import {thirdPartyLicences} from './third-party-licences.mjs';

const root = dirname(import.meta.dirname);

/** Bundled CommonJS packages require built-in modules. */
const requireForCommonJs =
  "import {createRequire as __createRequire} from 'node:module';\nconst require = __createRequire(import.meta.url);";

/** A child of ksmtop, and its file next to `cli.js`. */
const childEntry = 'source/host/child/runChild.ts';
const childFile = 'child.js';

/**
 * Children have a bundle of their own: what they share with the program would be chunks of a few
 * modules each, and each chunk takes a millisecond to load.
 *
 * @type {import('esbuild').Plugin}
 */
const ownBundle = {
  name: 'own-bundle',
  setup({onResolve}) {
    onResolve({filter: /\/runChild\.js$/}, () => ({path: `./${childFile}`, external: true}));
  },
};

/** What `print` needs, nearly all commands need. */
const printing = ['source/commands/print.ts', 'source/output/text.ts'];

/** What the live screen needs besides, most other commands need a part of. */
const judging = [
  'source/commands/liveTrial.ts',
  'source/commands/settings/userSettings.ts',
  'source/commands/running/confirm.ts',
  'source/commands/running/endSession.ts',
  'source/commands/running/smallHeap.ts',
  'source/host/io/whyUnreadable.ts',
  'source/host/local/bootFiles.ts',
  'source/kernel/container/guest.ts',
  'source/model/advice/situation.ts',
  'source/model/diagnosis/diagnosis.ts',
  'source/model/diagnosis/memoryRegions.ts',
  'source/model/estimate/estimateBound.ts',
  'source/model/estimate/estimateSentences.ts',
  'source/model/estimate/progressText.ts',
  'source/model/estimate/settlingTime.ts',
  'source/model/guide/guideFor.ts',
  'source/model/guide/guideLines.ts',
  'source/model/map/mapSentences.ts',
  'source/model/map/matrix.ts',
  'source/model/optIn/resultLines.ts',
  'source/model/trial/trialLines.ts',
  'source/model/trial/remoteTrialCommand.ts',
  'source/model/tuning/authorText.ts',
  'source/model/tuning/forecastText.ts',
  'source/model/tuning/presets.ts',
  'source/screen/settings/siteThresholds.ts',
  'source/session/estimating.ts',
  'source/session/feed.ts',
  'source/session/mapping.ts',
  'source/session/optIn/changerOf.ts',
  'source/session/optIn/optingIn.ts',
  'source/session/optIn/runOptIn.ts',
  'source/session/tuning.ts',
  'source/text/wrapShell.ts',
];

/** The screen, which other commands draw too. */
const drawing = ['source/commands/running/leftOptedIn.ts', 'source/commands/showLive.tsx'];

/**
 * The modules that share a chunk with those of a dynamic import. Answers about ksmtop itself load
 * nothing else.
 *
 * @param {string} path
 */
function sharedBy(path) {
  if (/\/(?:main|printInfo|runCommand|parseWords)\.js$/.test(path)) return [];
  if (drawingCommands.test(path)) return [...printing, ...judging, ...drawing];
  return judgingCommands.test(path) ? [...printing, ...judging] : printing;
}

const chunks = sharedChunk({root, sharedBy});

const drawingCommands = /\/(?:showLive|liveFleet|prometheusFleet|replay|demo)\.js$/;

const judgingCommands = /\/(?:live|doctor|guide|estimate|map|optIn|set|persist|trial|report)\.js$/;

/**
 * Bundles the program and all packages that it needs into `outdir`: `cli.js`, which starts it, the
 * chunks that it loads when they are needed, and the licences.
 * Returns its entry file, all that it wrote and what it read.
 *
 * @param {object} [options]
 * @param {string} [options.outdir]
 * @param {boolean} [options.patched] false: only with the patches that the bundle requires
 * @param {string} [options.without] a patch to leave out, to measure its gain
 * @param {boolean} [options.forBun] not minified: Bun does that itself
 */
export async function build({
  outdir = join(root, 'dist'),
  patched = true,
  without = '',
  forBun = false,
} = {}) {
  const applied = patches.filter(({required, name}) => required || (patched && name !== without));
  const plugins = [ownBundle, chunks, esbuildPatches(applied)];
  const bundles = await Promise.all([
    bundle({outdir, forBun, entry: 'cli.tsx', plugins}),
    bundle({outdir, forBun, entry: childEntry, plugins: []}),
  ]);
  const entries = {program: join(outdir, 'cli.js'), child: join(outdir, childFile)};
  const outputs = bundles.flatMap(({outputFiles}) => outputFiles);
  /** @type {Map<string, string | Uint8Array>} */
  const files = new Map(outputs.map(({path, contents}) => [path, contents]));
  const accounts = bundles.flatMap(({metafile}) => Object.values(metafile.outputs));
  files.set(join(outdir, 'third-party-licences.txt'), thirdPartyLicences(root, accounts));
  // The directory can be copied to anywhere.
  files.set(join(outdir, 'package.json'), '{"type": "module"}\n');
  replaceFiles(outdir, files, entries);
  const inputs = new Set(bundles.flatMap(({metafile}) => Object.keys(metafile.inputs)));
  return {entry: entries.program, files: [...files.keys()], inputs: [...inputs]};
}

/**
 * @param {object} options
 * @param {string} options.outdir
 * @param {boolean} options.forBun
 * @param {string} options.entry
 * @param {import('esbuild').Plugin[]} options.plugins
 */
function bundle({outdir, forBun, entry, plugins}) {
  const {version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return esbuild.build({
    absWorkingDir: root,
    entryPoints: [{in: entry, out: entry === childEntry ? 'child' : 'cli'}],
    outdir,
    bundle: true,
    platform: 'node',
    // Native code: Bun's own, or an optional package's.
    external: ['bun:ffi', 'koffi'],
    target: 'node20',
    // esbuild turns literals with the v flag into `new RegExp` at each use; Node 20 knows the flag.
    supported: {'regexp-set-notation': true},
    format: 'esm',
    splitting: true,
    jsx: 'automatic',
    legalComments: 'none',
    // The names stay, and the lines stay short: a stack trace from the field can be read.
    minifyWhitespace: !forBun,
    minifySyntax: !forBun,
    lineLimit: 120,
    banner: {js: requireForCommonJs},
    // The program for the far side of a line is sent as it is.
    loader: {'.sh': 'text'},
    alias: {
      'node:process': join(import.meta.dirname, 'global-process.mjs'),
      crypto: join(import.meta.dirname, 'lazy-crypto.mjs'),
    },
    define: {
      'process.env.NODE_ENV': '"production"',
      __VERSION__: JSON.stringify(version),
      __BUILD__: JSON.stringify(buildName(root)),
    },
    plugins,
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
}

/**
 * Replaces what an earlier build left: chunks first, then the entry files that name them, and the
 * old chunks go last.
 *
 * @param {string} directory
 * @param {ReadonlyMap<string, string | Uint8Array>} files
 * @param {{program: string, child: string}} entries
 */
function replaceFiles(directory, files, {program, child}) {
  mkdirSync(directory, {recursive: true});
  const others = [...files.keys()].filter((path) => path !== program && path !== child);
  for (const path of [...others, child]) replaceFile(path, files.get(path) ?? '', 0o644);
  replaceFile(program, files.get(program) ?? '', 0o755);
  for (const name of readdirSync(directory)) {
    const path = join(directory, name);
    if (name.endsWith('.js') && !files.has(path)) rmSync(path);
  }
}

/**
 * @param {string} path
 * @param {string | Uint8Array} content
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
