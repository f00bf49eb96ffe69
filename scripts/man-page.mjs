import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {pathToFileURL} from 'node:url';
import * as esbuild from 'esbuild';
import {sourceTime} from './build-name.mjs';

const root = dirname(import.meta.dirname);

/** The manual page, from the sources as they are. */
export async function manPage() {
  const {version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const date = sourceTime(root).toISOString().slice(0, 10);
  const work = mkdtempSync(join(tmpdir(), 'ksmtop-man-'));
  try {
    const outfile = join(work, 'manPage.mjs');
    await esbuild.build({
      absWorkingDir: root,
      entryPoints: ['scripts/man/manPage.ts'],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      plugins: [withoutDynamicImports],
      logLevel: 'warning',
    });
    const {manPage: render} = await import(pathToFileURL(outfile).href);
    return /** @type {string} */ (render({version, date}));
  } finally {
    rmSync(work, {recursive: true});
  }
}

/**
 * What a command does is not needed to describe it.
 *
 * @type {import('esbuild').Plugin}
 */
const withoutDynamicImports = {
  name: 'without-dynamic-imports',
  setup({onResolve}) {
    onResolve({filter: /./}, ({kind, path}) =>
      kind === 'dynamic-import' ? {path, external: true} : undefined,
    );
  },
};
