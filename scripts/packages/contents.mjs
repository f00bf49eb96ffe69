import {execFileSync} from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import {dirname, join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {manPage} from '../man-page.mjs';

/**
 * What packages of all kinds install besides the executable.
 *
 * @typedef {object} Contents
 * @property {string} manPage
 * @property {Readonly<Record<string, string>>} completions by shell
 * @property {string} licences of everything in the executable
 */

const shells = ['bash', 'zsh', 'fish'];

/**
 * Asks the built program for its completions.
 *
 * @param {string} root
 * @param {string} licences
 * @returns {Promise<Contents>}
 */
export async function contentsOf(root, licences) {
  /** @param {string} shell */
  const completion = (shell) =>
    execFileSync(process.execPath, [join(root, 'dist', 'cli.js'), 'completion', shell], {
      encoding: 'utf8',
    });
  const completions = Object.fromEntries(shells.map((shell) => [shell, completion(shell)]));
  return {manPage: await manPage(), completions, licences};
}

/**
 * Where distributions differ.
 *
 * @typedef {object} Places
 * @property {string} zshCompletions
 * @property {string} units
 * @property {string} licences the file with them
 */

/**
 * Writes all files of a package below `directory`, each as old as the sources.
 *
 * @param {string} root of the project
 * @param {string} directory
 * @param {{executable: string, contents: Contents, places: Places, time: Date}} options
 */
export function stage(root, directory, {executable, contents, places, time}) {
  const {completions} = contents;
  /** @param {string} path @param {string | Uint8Array} content */
  const write = (path, content) => {
    const target = join(directory, path);
    mkdirSync(dirname(target), {recursive: true, mode: 0o755});
    writeFileSync(target, content, {mode: 0o644});
    return target;
  };
  copyFileSync(executable, write('usr/bin/ksmtop', ''));
  write('usr/share/man/man1/ksmtop.1.gz', gzipSync(contents.manPage, {level: 9}));
  write('usr/share/bash-completion/completions/ksmtop', completions['bash'] ?? '');
  write(join(places.zshCompletions, '_ksmtop'), completions['zsh'] ?? '');
  write('usr/share/fish/vendor_completions.d/ksmtop.fish', completions['fish'] ?? '');
  write(places.licences, contents.licences);
  for (const unit of readdirSync(join(root, 'contrib/systemd'))) {
    write(join(places.units, unit), readFileSync(join(root, 'contrib/systemd', unit)));
  }
  for (const example of ['grafana/ksmtop.json', 'prometheus/ksmtop-alerts.yaml']) {
    const content = readFileSync(join(root, 'contrib', example));
    write(join('usr/share/doc/ksmtop/examples', example), content);
  }
  finish(directory, time);
}

/**
 * Sets modes and times: neither the umask nor the clock of the builder is in a package.
 *
 * @param {string} directory
 * @param {Date} time
 */
export function finish(directory, time) {
  execFileSync('chmod', ['-R', 'u=rwX,go=rX', directory]);
  execFileSync('chmod', ['755', join(directory, 'usr/bin/ksmtop')]);
  for (const path of ['', ...readdirSync(directory, {recursive: true, encoding: 'utf8'})]) {
    utimesSync(join(directory, path), time, time);
  }
}

export const contributors = 'ksmtop contributors';

/** Who publishes the packages, from the variables of Debian's own tools. Absent: they do not say. */
export function publisher({DEBFULLNAME, DEBEMAIL} = process.env) {
  return DEBEMAIL && `${DEBFULLNAME || contributors} <${DEBEMAIL}>`;
}

/** Of both kinds of packages. */
export const summary = 'watch and tune Linux Kernel Samepage Merging';
export const description =
  'ksmtop shows what Kernel Samepage Merging (KSM) saves on a host, what it costs, and which containers profit, which do not, and why. It starts, stops and tunes KSM; each change is checked, read back, and can be undone.';

/** @param {number} width @returns {readonly string[]} */
export const descriptionLines = (width) =>
  description.match(new RegExp(`\\S.{0,${width - 1}}(?= |$)`, 'g')) ?? [];

const startedUnits = 'ksmtop-metrics.service ksmtop-parameters.service ksmtop-estimate.timer';

/** For the shell, where systemd runs the machine. */
export const reloadUnits =
  'if [ -d /run/systemd/system ]; then systemctl daemon-reload || true; fi';
/** After an upgrade, the new program goes on where the old one ran. */
export const restartUnits =
  'if [ -d /run/systemd/system ]; then systemctl daemon-reload && systemctl try-restart ksmtop-metrics.service || true; fi';
export const stopUnits = `if command -v systemctl >/dev/null; then systemctl disable --now ${startedUnits} || true; fi`;
