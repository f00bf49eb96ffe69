import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from './build.mjs';
import {buildExecutable} from './executable.mjs';
import {manPage} from './man-page.mjs';
import {runtimeLicence, runtimes} from './runtimes.mjs';

const root = dirname(import.meta.dirname);

/**
 * Writes a release to `outdir`, with the version in each name: the npm package, an executable for
 * each kind of machine, the licences of everything in them, and checksums.
 *
 * @param {string} outdir
 */
export async function release(outdir) {
  const {version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const name = `ksmtop-${version}`;
  rmSync(outdir, {recursive: true, force: true});
  mkdirSync(outdir, {recursive: true});
  await build();
  writeFileSync(join(root, 'dist', 'ksmtop.1'), await manPage());
  execFileSync('npm', ['pack', '--silent', '--pack-destination', outdir], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (const runtime of runtimes) {
    await buildExecutable({outfile: join(outdir, `${name}-linux-${runtime.machine}`), runtime});
  }
  const licences = readFileSync(join(root, 'dist', 'third-party-licences.txt'), 'utf8');
  writeFileSync(
    join(outdir, `${name}-licences.txt`),
    [readFileSync(join(root, 'licence'), 'utf8'), runtimeLicence(root), licences].join(
      `\n${'-'.repeat(80)}\n\n`,
    ),
  );
  writeFileSync(join(outdir, `${name}-sha256sums.txt`), checksums(outdir));
}

/**
 * As `sha256sum --check` reads them.
 *
 * @param {string} directory
 */
function checksums(directory) {
  return readdirSync(directory)
    .map((file) => {
      const digest = createHash('sha256').update(readFileSync(join(directory, file)));
      return `${digest.digest('hex')}  ${file}\n`;
    })
    .join('');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await release(join(root, 'release'));
}
