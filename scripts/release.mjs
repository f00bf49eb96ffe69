import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from './build.mjs';
import {sourceTime} from './build-name.mjs';
import {buildExecutable} from './executable.mjs';
import {contentsOf} from './packages/contents.mjs';
import {buildPackages} from './packages/package.mjs';
import {runtimeLicence, runtimes} from './runtimes.mjs';

const root = dirname(import.meta.dirname);

/**
 * Writes a release to `outdir`, with the version in each name: the npm package; an executable,
 * a .deb and an .rpm for each kind of machine; the licences of everything in them, and checksums.
 *
 * @param {string} outdir
 * @param {{isFast?: boolean}} [options] compress packages little: for tests
 */
export async function release(outdir, {isFast = false} = {}) {
  const time = sourceTime(root);
  const {version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const name = `ksmtop-${version}`;
  rmSync(outdir, {recursive: true, force: true});
  mkdirSync(outdir, {recursive: true});
  await build();
  const licences = allLicences();
  const contents = await contentsOf(root, licences);
  writeFileSync(join(root, 'dist', 'ksmtop.1'), contents.manPage);
  execFileSync('npm', ['pack', '--silent', '--pack-destination', outdir], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  for (const runtime of runtimes) {
    const {machine} = runtime;
    const executable = join(outdir, `${name}-linux-${machine}`);
    await buildExecutable({outfile: executable, runtime});
    buildPackages({root, outdir, version, machine, executable, contents, time, isFast});
  }
  writeFileSync(join(outdir, `${name}-licences.txt`), licences);
  writeFileSync(join(outdir, `${name}-sha256sums.txt`), checksums(outdir));
}

function allLicences() {
  const ofPackages = readFileSync(join(root, 'dist', 'third-party-licences.txt'), 'utf8');
  const own = readFileSync(join(root, 'licence'), 'utf8');
  return [own, runtimeLicence(root), ofPackages].join(`\n${'-'.repeat(80)}\n\n`);
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
